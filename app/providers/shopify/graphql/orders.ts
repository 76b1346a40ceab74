/** What Homeward needs to know of an order. */
const orderFields = `
  fragment OrderFields on Order {
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
`;

/** What a fulfillment webhook does not say about its order: one query for a whole ingest batch. */
export const ordersQuery = `#graphql
  query Orders($ids: [ID!]!) {
    nodes(ids: $ids) {
      ... on Order {
        ...OrderFields
      }
    }
  }
  ${orderFields}
`;

/** A page of orders in the order of their last change, with what was sent. */
export const orderPageQuery = `#graphql
  query OrderPage($search: String!, $first: Int!, $after: String) {
    orders(first: $first, after: $after, query: $search, sortKey: UPDATED_AT) {
      pageInfo {
        hasNextPage
        endCursor
      }
      nodes {
        ...OrderFields
        updatedAt
        fulfillments {
          legacyResourceId
          name
          status
          createdAt
          updatedAt
          estimatedDeliveryAt
          requiresShipping
          trackingInfo {
            company
            number
          }
          fulfillmentLineItems(first: 10) {
            pageInfo {
              hasNextPage
            }
            nodes {
              quantity
              lineItem {
                title
                requiresShipping
                isGiftCard
              }
            }
          }
        }
      }
    }
  }
  ${orderFields}
`;

/** About how many orders a search finds. */
export const orderCountQuery = `#graphql
  query OrderCount($search: String!) {
    ordersCount(query: $search, limit: null) {
      count
    }
  }
`;
