/** Whose metafields the theme's blocks can read: this app's installation in the shop. */
export const installationQuery = `#graphql
  query Installation {
    currentAppInstallation {
      id
    }
  }
`;

/** All or nothing; what is stored already is stored again. */
export const setMetafieldsMutation = `#graphql
  mutation SetMetafields($metafields: [MetafieldsSetInput!]!) {
    metafieldsSet(metafields: $metafields) {
      metafields {
        id
      }
      userErrors {
        field
        message
        code
      }
    }
  }
`;
