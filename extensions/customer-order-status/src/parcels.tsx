import { Fragment } from "preact";
import { useState } from "preact/hooks";

import type { Answer } from "./answer";
import { LogIn } from "./log-in";
import { ParcelStory } from "./parcel-story";
import { timesIn } from "./times";
import { translate } from "./words";

/** More at once would push everything else off a phone's screen. */
const shownAtFirst = 5;

/** The parcels of an order or a fulfillment, one below the other. */
export function Parcels({ answer: { parcels, answeredAt } }: { answer: Answer }) {
  const [showsAll, setShowsAll] = useState(false);
  const times = timesIn(shopify.localization.extensionLanguage.value.isoCode);
  return (
    <s-stack gap="large">
      {parcels.slice(0, showsAll ? undefined : shownAtFirst).map((parcel, index) => (
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
      {!showsAll && parcels.length > shownAtFirst && (
        <s-button onClick={() => setShowsAll(true)}>{translate("result.more")}</s-button>
      )}
      <LogIn />
    </s-stack>
  );
}
