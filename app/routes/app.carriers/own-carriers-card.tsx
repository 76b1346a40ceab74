import { BlockStack, Button, ButtonGroup, Card, InlineStack, Text } from "@shopify/polaris";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { CarriersView } from "./carriers-view";
import { ConfirmRemoval } from "./confirm-removal";
import { OwnCarrierForm } from "./own-carrier-form";

type OwnCarrier = CarriersView["own"][number];

/** The merchant's own carriers: add, change, remove. */
export function OwnCarriersCard({ carriers }: { carriers: OwnCarrier[] }) {
  const { t } = useTranslation();
  const [editing, setEditing] = useState<OwnCarrier | "new" | null>(null);
  const [removing, setRemoving] = useState<OwnCarrier | null>(null);
  return (
    <Card>
      <BlockStack gap="400">
        {carriers.length === 0 ? (
          <Text as="p" tone="subdued">
            {t("carriers.own.none")}
          </Text>
        ) : (
          <ul className="hw-plain-list">
            {carriers.map((carrier) => (
              <li key={carrier.code} className="hw-row">
                <div>
                  <Text as="p" breakWord>
                    {carrier.name}
                  </Text>
                  <Text as="p" variant="bodySm" tone="subdued" breakWord>
                    {carrier.trackingUrl ?? t("carriers.own.noLink")}
                  </Text>
                </div>
                <ButtonGroup>
                  <Button
                    onClick={() => setEditing(carrier)}
                    accessibilityLabel={t("carriers.own.editOne", { name: carrier.name })}
                  >
                    {t("carriers.edit")}
                  </Button>
                  <Button
                    onClick={() => setRemoving(carrier)}
                    accessibilityLabel={t("carriers.own.removeOne", { name: carrier.name })}
                  >
                    {t("carriers.remove")}
                  </Button>
                </ButtonGroup>
              </li>
            ))}
          </ul>
        )}
        <InlineStack>
          <Button onClick={() => setEditing("new")}>{t("carriers.own.add")}</Button>
        </InlineStack>
      </BlockStack>
      {editing !== null && (
        <OwnCarrierForm carrier={editing === "new" ? null : editing} onClose={() => setEditing(null)} />
      )}
      {removing !== null && (
        <ConfirmRemoval
          title={t("carriers.own.removeTitle", { name: removing.name })}
          text={t("carriers.own.removeText")}
          form={{ intent: "remove-carrier", code: removing.code }}
          onClose={() => setRemoving(null)}
        />
      )}
    </Card>
  );
}
