import { SaveBar, useAppBridge } from "@shopify/app-bridge-react";
import { Card } from "@shopify/polaris";
import { useEffect } from "react";
import { useTranslation } from "react-i18next";
import { useActionFetcher } from "~/components/forms/use-action-fetcher";
import {
  CustomerFieldBoxes,
  useCustomerFieldsDraft,
  type CustomerFieldChoice,
} from "~/components/provider/customer-fields";

const saveBarId = "customer-fields";

export function CustomerFieldsCard({ saved }: { saved: CustomerFieldChoice }) {
  const { t } = useTranslation();
  const shopify = useAppBridge();
  const { fields, isChanged, change, discard } = useCustomerFieldsDraft(saved);
  const { fetcher, isBusy } = useActionFetcher();
  useEffect(() => {
    void (isChanged ? shopify.saveBar.show(saveBarId) : shopify.saveBar.hide(saveBarId));
  }, [isChanged, shopify]);
  const save = () => fetcher.submit({ intent: "customer-fields", ...fields }, { method: "post" });
  return (
    <Card>
      <CustomerFieldBoxes value={fields} onChange={change} />
      <SaveBar id={saveBarId}>
        <button variant="primary" onClick={save} disabled={isBusy}>
          {t("settings.save")}
        </button>
        <button onClick={discard}>{t("settings.discard")}</button>
      </SaveBar>
    </Card>
  );
}
