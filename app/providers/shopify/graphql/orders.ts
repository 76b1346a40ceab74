/** What a fulfillment webhook does not say about its order: one query for a whole ingest batch (DESIGN section 6). */
export const ordersQuery = `#graphql
  query Orders($ids: [ID!]!) {
    nodes(ids: $ids) {
      ... on Order {
        id
        name
        createdAt
        cancelledAt
        customerLocale
        note
        email
        phone
        customer {
          id
        }
        shippingAddress {
          name
          phone
          zip
          countryCodeV2
        }
      }
    }
  }
`;
