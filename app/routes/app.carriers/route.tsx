import { json, type ActionFunctionArgs, type LoaderFunctionArgs, type MetaFunction } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { BlockStack, Page } from "@shopify/polaris";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { notSent } from "~/components/forms/action-result";
import { answerOutage, keepLastPage } from "~/components/live/keep-page";
import { AnnotatedSection } from "~/components/page/annotated-section";
import { PageClockProvider } from "~/components/time/page-clock";
import { carriersPage } from "~/features/carriers/carriers-page.server";
import { getServices } from "~/features/services.server";
import { requireMerchant } from "~/shopify.server";
import { runCarriersAction, type CarriersAnswer } from "./actions.server";
import { CatalogueCard } from "./catalogue-card";
import { OwnCarriersCard } from "./own-carriers-card";
import { RuleForm, type RuleDraft } from "./rule-form";
import { RulesCard } from "./rules-card";
import { TestCard } from "./test-card";
import { UnmatchedCard } from "./unmatched-card";

export { PageError as ErrorBoundary } from "~/components/errors/page-error";

export const clientLoader = keepLastPage();
export const clientAction = answerOutage<CarriersAnswer>({ result: notSent, tried: null });

export const meta: MetaFunction = () => [{ title: "Carriers" }];

export async function loader({ request }: LoaderFunctionArgs) {
  const { account } = await requireMerchant(request);
  return json({ ...(await carriersPage(getServices(), account.id)), timeZone: account.timeZone });
}

export async function action({ request }: ActionFunctionArgs) {
  const { account } = await requireMerchant(request);
  return json(await runCarriersAction(getServices(), account.id, await request.formData()));
}

export default function Carriers() {
  const { t } = useTranslation();
  const { now, timeZone, own, rules, unmatched, list } = useLoaderData<typeof loader>();
  const [draft, setDraft] = useState<RuleDraft | null>(null);
  return (
    <PageClockProvider now={now} timeZone={timeZone}>
      <Page title={t("carriers.title")}>
        <BlockStack gap={{ xs: "400", md: "200" }}>
          <AnnotatedSection title={t("carriers.rules.title")} description={t("carriers.rules.description")}>
            <RulesCard rules={rules} onEdit={setDraft} />
          </AnnotatedSection>
          <AnnotatedSection title={t("carriers.test.title")} description={t("carriers.test.description")}>
            <TestCard />
          </AnnotatedSection>
          <AnnotatedSection title={t("carriers.unmatched.title")} description={t("carriers.unmatched.description")}>
            <UnmatchedCard companies={unmatched} onAddRule={setDraft} />
          </AnnotatedSection>
          <AnnotatedSection title={t("carriers.own.title")} description={t("carriers.own.description")}>
            <OwnCarriersCard carriers={own} />
          </AnnotatedSection>
          <AnnotatedSection title={t("carriers.catalogue.title")} description={t("carriers.catalogue.description")}>
            <CatalogueCard list={list} />
          </AnnotatedSection>
        </BlockStack>
        {draft !== null && <RuleForm draft={draft} onClose={() => setDraft(null)} />}
      </Page>
    </PageClockProvider>
  );
}
