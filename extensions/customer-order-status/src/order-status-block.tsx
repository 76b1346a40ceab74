import "@shopify/ui-extensions/preact";
import { render } from "preact";

import { numberIn } from "./ask-app";
import { Failed } from "./failed";
import { Parcels } from "./parcels";
import { preferences } from "./preferences";
import { useParcels } from "./use-parcels";
import { translate } from "./words";

export default async () => {
  render(<OrderStatusBlock />, document.body);
};

function OrderStatusBlock() {
  const orderId = shopify.order.value?.id;
  const tracking = useParcels(orderId && `orders/${numberIn(orderId)}`);
  return (
    <s-section heading={preferences().heading ?? translate("heading")}>
      {tracking.kind === "loading" && <s-skeleton-paragraph />}
      {tracking.kind === "failed" && <Failed retry={tracking.retry} />}
      {tracking.kind === "nothing-yet" && (
        <s-stack gap="small">
          <s-heading>{translate("result.none")}</s-heading>
          <s-text>{translate("result.none_next")}</s-text>
        </s-stack>
      )}
      {tracking.kind === "parcels" && <Parcels answer={tracking.answer} />}
    </s-section>
  );
}
