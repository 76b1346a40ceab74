import { SaveBar, useAppBridge } from "@shopify/app-bridge-react";
import { Card } from "@shopify/polaris";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { useToldFetcher } from "~/components/forms/use-told-fetcher";
import {
  CustomerFieldBoxes,
  customerFieldNames,
  type CustomerFieldChoice,
} from "~/components/provider/customer-fields";

const saveBarId = "customer-fields";

export function CustomerFieldsCard({ saved }: { saved: CustomerFieldChoice }) {
  const { t } = useTranslation();
  const shopify = useAppBridge();
  const [fields, setFields] = useState(saved);
  const { fetcher, isBusy } = useToldFetcher();
  const isChanged = customerFieldNames.some((name) => fields[name] !== saved[name]);
  useEffect(() => {
    void (isChanged ? shopify.saveBar.show(saveBarId) : shopify.saveBar.hide(saveBarId));
  }, [isChanged, shopify]);
  const save = () => fetcher.submit({ intent: "customer-fields", ...fields }, { method: "post" });
  return (
    <Card>
      <CustomerFieldBoxes value={fields} onChange={setFields} />
      <SaveBar id={saveBarId}>
        <button variant="primary" onClick={save} disabled={isBusy}>
          {t("settings.save")}
        </button>
        <button onClick={() => setFields(saved)}>{t("settings.discard")}</button>
      </SaveBar>
    </Card>
  );
}
