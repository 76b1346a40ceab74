import { json, type ActionFunctionArgs, type LoaderFunctionArgs, type MetaFunction } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { BlockStack, Page } from "@shopify/polaris";
import { useTranslation } from "react-i18next";
import { notSent } from "~/components/forms/action-result";
import { answerOutage, keepLastPage } from "~/components/live/keep-page";
import { AnnotatedSection } from "~/components/page/annotated-section";
import { QuotaBanners } from "~/components/provider/quota-banners";
import { PageClockProvider } from "~/components/time/page-clock";
import { settingsPage } from "~/features/merchant/settings/settings-page.server";
import { messageSnippet } from "~/features/shopper/look-up/store-address.server";
import { getServices } from "~/features/services.server";
import { requireMerchant } from "~/shopify.server";
import { runSettingsAction } from "./actions.server";
import { CustomerFieldsCard } from "./customer-fields-card";
import { EmailsCard } from "./emails-card";
import { KeysCard } from "./keys-card";
import { PastOrdersCard } from "./past-orders-card";
import { ProviderCard } from "./provider-card";
import { PushCard } from "./push-card";
import { PushOutCard } from "./push-out-card";
import { QuotaCard } from "./quota-card";

export { PageError as ErrorBoundary } from "~/components/errors/page-error";

export const clientLoader = keepLastPage();
export const clientAction = answerOutage({ result: notSent });

export const meta: MetaFunction = () => [{ title: "Settings" }];

export async function loader({ request }: LoaderFunctionArgs) {
  const { account } = await requireMerchant(request);
  const { sendCustomerName: name, sendCustomerEmail: email, sendCustomerPhone: phone } = account.settings;
  return json({
    ...(await settingsPage(getServices(), account)),
    customerFields: { name, email, phone },
    timeZone: account.timeZone,
    messageSnippet: messageSnippet(account),
    notificationsUrl: `https://${account.shopDomain}/admin/settings/notifications/customer`,
  });
}

export async function action({ request }: ActionFunctionArgs) {
  const { account } = await requireMerchant(request);
  return json({ result: await runSettingsAction(getServices(), account.id, await request.formData()) });
}

export default function Settings() {
  const { t } = useTranslation();
  const {
    now,
    timeZone,
    messageSnippet: snippet,
    notificationsUrl,
    connection,
    customerFields,
    apiKeys,
    docsUrl,
    pushes,
    backfill,
    check,
    quota,
  } = useLoaderData<typeof loader>();
  return (
    <PageClockProvider now={now} timeZone={timeZone}>
      <Page title={t("settings.title")}>
        <BlockStack gap={{ xs: "400", md: "200" }}>
          <AnnotatedSection
            id="provider"
            title={t("settings.provider.title")}
            description={t("settings.provider.description")}
          >
            <ProviderCard connection={connection} />
          </AnnotatedSection>
          <AnnotatedSection id="quota" title={t("quota.title")} description={t("quota.description")}>
            <BlockStack gap="400">
              <QuotaBanners status={quota} isShown={connection?.trouble === "quota"} isThere />
              <QuotaCard status={quota} />
            </BlockStack>
          </AnnotatedSection>
          {connection !== null && (
            <AnnotatedSection title={t("settings.push.title")} description={t("settings.push.description")}>
              <PushCard url={connection.pushUrl} />
            </AnnotatedSection>
          )}
          <AnnotatedSection
            id="past-orders"
            title={t("settings.sync.title")}
            description={t("settings.sync.description")}
          >
            <PastOrdersCard backfill={backfill} check={check} />
          </AnnotatedSection>
          <AnnotatedSection
            id="customers"
            title={t("settings.customers.title")}
            description={t("settings.customers.description")}
          >
            <CustomerFieldsCard saved={customerFields} />
          </AnnotatedSection>
          <AnnotatedSection
            id="emails"
            title={t("settings.emails.title")}
            description={t("settings.emails.description")}
          >
            <EmailsCard snippet={snippet} notificationsUrl={notificationsUrl} />
          </AnnotatedSection>
          <AnnotatedSection id="api-keys" title={t("settings.keys.title")} description={t("settings.keys.description")}>
            <KeysCard keys={apiKeys} docsUrl={docsUrl} />
          </AnnotatedSection>
          <AnnotatedSection
            id="pushes"
            title={t("settings.pushOut.title")}
            description={t("settings.pushOut.description")}
          >
            <PushOutCard pushes={pushes} />
          </AnnotatedSection>
        </BlockStack>
      </Page>
    </PageClockProvider>
  );
}
