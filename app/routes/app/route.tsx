import { json, type HeadersFunction, type LinksFunction, type LoaderFunctionArgs } from "@remix-run/node";
import { Link, Outlet, isRouteErrorResponse, useLoaderData, useRouteError } from "@remix-run/react";
import { NavMenu } from "@shopify/app-bridge-react";
import polarisStyles from "@shopify/polaris/build/esm/styles.css?url";
import { AppProvider } from "@shopify/shopify-app-remix/react";
import { boundary } from "@shopify/shopify-app-remix/server";
import { useTranslation } from "react-i18next";
import { PlainPage } from "~/components/errors/plain-page";
import { getServices } from "~/features/services.server";
import { requireMerchant } from "~/shopify.server";
import appStyles from "./app.css?url";

export const links: LinksFunction = () => [
  { rel: "stylesheet", href: polarisStyles },
  { rel: "stylesheet", href: appStyles },
];

export const headers: HeadersFunction = (args) => boundary.headers(args);

/**
 * What it answers never changes while the page is open, and is asked for with every reading
 * otherwise.
 */
export const shouldRevalidate = () => false;

export async function loader({ request }: LoaderFunctionArgs) {
  await requireMerchant(request);
  const { SHOPIFY_API_KEY, SHOPIFY_STANDIN_URL } = getServices().env;
  return json({
    apiKey: SHOPIFY_API_KEY,
    appBridgeUrl: SHOPIFY_STANDIN_URL === undefined ? null : `${SHOPIFY_STANDIN_URL}/app-bridge.js`,
  });
}

export default function AppLayout() {
  const { apiKey, appBridgeUrl } = useLoaderData<typeof loader>();
  const { t } = useTranslation();
  return (
    <AppProvider isEmbeddedApp apiKey={apiKey} {...(appBridgeUrl === null ? {} : { __APP_BRIDGE_URL: appBridgeUrl })}>
      <NavMenu>
        <Link to="/app" rel="home">
          {t("nav.home")}
        </Link>
        <Link to="/app/shipments">{t("nav.shipments")}</Link>
        <Link to="/app/carriers">{t("nav.carriers")}</Link>
        <Link to="/app/tracking-page">{t("nav.trackingPage")}</Link>
        <Link to="/app/not-delivered">{t("nav.notDelivered")}</Link>
        <Link to="/app/settings">{t("nav.settings")}</Link>
      </NavMenu>
      <main>
        <Outlet />
      </main>
    </AppProvider>
  );
}

/**
 * Shopify's sign-in answers arrive here as thrown responses and must reach the browser as they are.
 */
export function ErrorBoundary() {
  const { t } = useTranslation();
  const error = useRouteError();
  if (isRouteErrorResponse(error) && error.status < 500) return boundary.error(error);
  return <PlainPage title={t("errors.failed.title")} text={t("errors.failed.text")} />;
}
