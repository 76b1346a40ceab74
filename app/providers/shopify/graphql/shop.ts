/** Who the shop is: asked once at install. */
export const shopQuery = `#graphql
  query Shop {
    shop {
      name
      email
      ianaTimezone
    }
  }
`;
