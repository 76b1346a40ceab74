import "@shopify/ui-extensions/preact";
import { Fragment, render } from "preact";

import type { Answer } from "./answer";
import { ParcelStory } from "./parcel-story";
import { timesIn } from "./times";
import { useTracking } from "./use-tracking";
import { translate } from "./words";

export default async () => {
  render(<OrderStatusBlock />, document.body);
};

function OrderStatusBlock() {
  const tracking = useTracking(shopify.order.value?.id);
  return (
    <s-section heading={translate("heading")}>
      {tracking.kind === "loading" && <s-skeleton-paragraph />}
      {tracking.kind === "failed" && (
        <s-stack gap="base">
          <s-banner tone="warning">{translate("message.failed")}</s-banner>
          <s-button onClick={tracking.retry}>{translate("message.retry")}</s-button>
        </s-stack>
      )}
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

function Parcels({ answer: { parcels, answeredAt } }: { answer: Answer }) {
  const times = timesIn(shopify.localization.extensionLanguage.value.isoCode);
  return (
    <s-stack gap="large">
      {parcels.map((parcel, index) => (
        <Fragment key={index}>
          {index > 0 && <s-divider />}
          <s-stack gap="small">
            {parcels.length > 1 && (
              <s-text type="small" color="subdued">
                {translate("result.parcel", { number: index + 1, total: parcels.length })}
              </s-text>
            )}
            <ParcelStory parcel={parcel} answeredAt={answeredAt} times={times} />
          </s-stack>
        </Fragment>
      ))}
    </s-stack>
  );
}
