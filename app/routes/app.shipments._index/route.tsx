import { json, redirect, type ActionFunctionArgs, type LoaderFunctionArgs, type MetaFunction } from "@remix-run/node";
import { useLoaderData, useNavigate, useNavigation } from "@remix-run/react";
import { Card, Page } from "@shopify/polaris";
import { useCallback, useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import { keepLastPage } from "~/components/live/keep-page";
import { useLivePage } from "~/components/live/use-live-page";
import { PageClockProvider } from "~/components/time/page-clock";
import { findCustomer } from "~/features/merchant/shipments/find-customer.server";
import { listShipments } from "~/features/merchant/shipments/list.server";
import { firstQuery, readShipmentQuery, type ShipmentQuery } from "~/features/merchant/shipments/shipment-filters";
import { getServices } from "~/features/services.server";
import { requireMerchant } from "~/shopify.server";
import { EmptyStore, NoHit } from "./empty-states";
import { ShipmentFiltersBar } from "./shipment-filters-bar";
import { ShipmentTable } from "./shipment-table";
import { useSearchText } from "./use-search-text";
import { useShipmentQuery } from "./use-shipment-query";

export { PageError as ErrorBoundary } from "~/components/errors/page-error";

export const clientLoader = keepLastPage();

export const meta: MetaFunction = () => [{ title: "Shipments" }];

export async function loader({ request }: LoaderFunctionArgs) {
  const { account } = await requireMerchant(request);
  const query = readShipmentQuery(new URL(request.url).searchParams);
  return json({ ...(await listShipments(getServices(), account.id, query)), timeZone: account.timeZone });
}

/**
 * Searching by a customer's e-mail address: it comes in the body and leaves as an unreadable key.
 */
export async function action({ request }: ActionFunctionArgs) {
  const { account } = await requireMerchant(request);
  const email = (await request.formData()).get("email");
  const query = findCustomer(getServices(), account.id, typeof email === "string" ? email : "");
  // Shopify's own redirect would carry the search of before over into the new address.
  return redirect(`/app/shipments?${query}`);
}

export default function Shipments() {
  const { t } = useTranslation();
  const page = useLoaderData<typeof loader>();
  const { query, change, findCustomer } = useShipmentQuery();
  const search = useSearchText(query, { change, findCustomer });
  const openSingleHit = useOpenSingleHit(page.rows, search.searchNow);
  const clear = (rest: ShipmentQuery) => {
    search.forget();
    change(rest);
  };
  const isLoading = useNavigation().state !== "idle";
  useLivePage();

  const { previous, next } = page;
  return (
    <PageClockProvider now={page.now} timeZone={page.timeZone}>
      <Page title={t("shipments.title")} fullWidth>
        <Card padding="0">
          {page.storeIsEmpty ? (
            <EmptyStore />
          ) : (
            <>
              <ShipmentFiltersBar
                query={query}
                change={change}
                search={search}
                couriers={page.couriers}
                isLoading={isLoading}
                onClear={() =>
                  clear({ ...firstQuery, view: query.view, sort: query.sort, descending: query.descending })
                }
                onEnter={openSingleHit}
              />
              <ShipmentTable
                rows={page.rows}
                onPrevious={previous === null ? null : () => change({ before: previous })}
                onNext={next === null ? null : () => change({ after: next })}
                emptyState={<NoHit query={query} onClear={() => clear(firstQuery)} />}
              />
            </>
          )}
        </Card>
      </Page>
    </PageClockProvider>
  );
}

/**
 * Enter in the search field opens the parcel where the search, which may only now begin, ends with
 * exactly one.
 */
function useOpenSingleHit(rows: { id: string }[], searchNow: () => boolean) {
  const navigate = useNavigate();
  const { state } = useNavigation();
  const isAwaited = useRef(false);
  const openIfSingle = useCallback(() => {
    const [only, ...others] = rows;
    if (only && others.length === 0) navigate(`/app/shipments/${only.id}`);
  }, [rows, navigate]);
  useEffect(() => {
    if (!isAwaited.current || state !== "idle") return;
    isAwaited.current = false;
    openIfSingle();
  }, [state, openIfSingle]);
  return () => {
    isAwaited.current = searchNow();
    if (!isAwaited.current) openIfSingle();
  };
}
