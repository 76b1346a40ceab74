import "@shopify/ui-extensions/preact";
import { render } from "preact";

import { numberIn } from "./ask-app";
import { Failed } from "./failed";
import { Parcels } from "./parcels";
import { useParcels } from "./use-parcels";
import { translate } from "./words";

export default async () => {
  render(<FulfillmentDetails />, document.body);
};

/**
 * Below one fulfillment on its order's page, which has a heading and lists what is inside already.
 */
function FulfillmentDetails() {
  const tracking = useParcels(`fulfillments/${numberIn(shopify.fulfillmentId)}`);
  switch (tracking.kind) {
    case "loading":
      return <s-skeleton-paragraph />;
    case "failed":
      return <Failed retry={tracking.retry} />;
    case "nothing-yet":
      // Gift cards and what is fetched in a shop have no number, and never will.
      return <s-text color="subdued">{translate("fulfillment.none")}</s-text>;
    case "parcels":
      return <Parcels answer={tracking.answer} />;
  }
}
