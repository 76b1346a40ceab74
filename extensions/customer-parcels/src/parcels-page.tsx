import "@shopify/ui-extensions/preact";
import { Fragment, render } from "preact";

import type { ListedParcel } from "../../customer-order-status/src/answer";
import { Failed } from "../../customer-order-status/src/failed";
import { ParcelStory } from "../../customer-order-status/src/parcel-story";
import { timesIn } from "../../customer-order-status/src/times";
import { translate } from "../../customer-order-status/src/words";
import { useParcelList, type ParcelList } from "./use-parcel-list";

export default async () => {
  render(<ParcelsPage />, document.body);
};

function ParcelsPage() {
  const { listing, go } = useParcelList();
  return (
    <s-page heading={translate("page.heading")}>
      {listing.kind === "loading" && (
        <s-section>
          <s-skeleton-paragraph />
        </s-section>
      )}
      {listing.kind === "failed" && (
        <s-section>
          <Failed retry={go} />
        </s-section>
      )}
      {listing.kind === "no-customer" && <Instead text={translate("page.login")} />}
      {listing.kind === "list" &&
        (listing.parcels.length > 0 ? (
          <List list={listing} go={go} />
        ) : (
          <Instead heading={translate("page.none")} text={translate("page.none_next")} />
        ))}
    </s-page>
  );
}

/** Where there is nothing to list: why, and the way to the orders. */
function Instead({ heading, text }: { heading?: string; text: string }) {
  return (
    <s-section>
      <s-stack gap="base">
        {heading && <s-heading>{heading}</s-heading>}
        <s-text>{text}</s-text>
        <s-button href="shopify:customer-account/orders">{translate("page.orders")}</s-button>
      </s-stack>
    </s-section>
  );
}

function List({ list: { parcels, answeredAt, more, hasOlderOrders }, go }: { list: ParcelList; go: () => void }) {
  const inGroup = (group: ListedParcel["group"]) => parcels.filter((listed) => listed.group === group);
  return (
    <s-stack gap="large">
      <Group heading={translate("page.on_the_way")} parcels={inGroup("on-the-way")} answeredAt={answeredAt} />
      <Group heading={translate("page.earlier")} parcels={inGroup("earlier")} answeredAt={answeredAt} />
      {more === "failed" && <Failed retry={go} />}
      {(more === "some" || more === "loading") && (
        <s-button loading={more === "loading"} onClick={go}>
          {translate("result.more")}
        </s-button>
      )}
      {more === "none" && hasOlderOrders && <s-text color="subdued">{translate("page.older")}</s-text>}
    </s-stack>
  );
}

function Group({ heading, parcels, answeredAt }: { heading: string; parcels: ListedParcel[]; answeredAt: string }) {
  const times = timesIn(shopify.localization.extensionLanguage.value.isoCode);
  if (parcels.length === 0) return null;
  return (
    <s-section heading={heading}>
      <s-stack gap="large">
        {parcels.map(({ key, group, order, parcel }, index) => (
          <Fragment key={key}>
            {index > 0 && <s-divider />}
            <s-stack gap="small">
              <s-link href={`shopify:customer-account/orders/${order.id}`}>
                {translate("result.order", { name: order.name })}
              </s-link>
              <ParcelStory parcel={parcel} answeredAt={answeredAt} times={times} isOver={group === "earlier"} />
            </s-stack>
          </Fragment>
        ))}
      </s-stack>
    </s-section>
  );
}
