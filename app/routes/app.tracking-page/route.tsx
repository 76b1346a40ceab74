import { json, type ActionFunctionArgs, type LoaderFunctionArgs, type MetaFunction } from "@remix-run/node";
import { useLoaderData, type ShouldRevalidateFunctionArgs } from "@remix-run/react";
import { Page } from "@shopify/polaris";
import { useTranslation } from "react-i18next";
import { notSent } from "~/components/forms/action-result";
import { answerOutage, keepLastPage } from "~/components/live/keep-page";
import { trackingPageView } from "~/features/shopper/tracking-page/tracking-page.server";
import { previewStates } from "~/features/shopper/tracking-page/sample-order";
import { getServices } from "~/features/services.server";
import { requireMerchant } from "~/shopify.server";
import { runTrackingPageAction } from "./actions.server";
import { previewIn, previewOf } from "./preview.server";
import { TrackingPageEditor } from "./editor";

export { PageError as ErrorBoundary } from "~/components/errors/page-error";

export const clientLoader = keepLastPage();
// A preview that could not be made is none.
export const clientAction = answerOutage({ result: notSent, html: null });

export const meta: MetaFunction = () => [{ title: "Tracking page" }];

export async function loader({ request }: LoaderFunctionArgs) {
  const { account } = await requireMerchant(request);
  const services = getServices();
  const view = await trackingPageView(services, account);
  const preview = previewOf(view.saved, previewStates[0], services.clock.now(), account.timeZone);
  return json({ ...view, preview });
}

export async function action({ request }: ActionFunctionArgs) {
  const { account } = await requireMerchant(request);
  const services = getServices();
  const form = await request.formData();
  if (form.get("intent") === "preview") return json(previewIn(form, services.clock.now(), account.timeZone));
  return json({ result: await runTrackingPageAction(services, account.id, form) });
}

/** A preview changes nothing that is stored. */
export function shouldRevalidate({ formData, defaultShouldRevalidate }: ShouldRevalidateFunctionArgs): boolean {
  return formData?.get("intent") === "preview" ? false : defaultShouldRevalidate;
}

export default function TrackingPage() {
  const { t } = useTranslation();
  const view = useLoaderData<typeof loader>();
  return (
    <Page title={t("trackingPage.title")} fullWidth>
      {/* Made anew when something was saved, so that it shows what is saved. */}
      <TrackingPageEditor key={JSON.stringify(view.saved)} view={view} />
    </Page>
  );
}
