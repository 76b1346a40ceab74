import { useFetcher } from "@remix-run/react";
import { BlockStack, Card, Text, TextField } from "@shopify/polaris";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { CarrierOption } from "~/components/carriers/carrier-search";
import { Moment } from "~/components/time/moment";
import type { CarriersView } from "./carriers-view";

/** Every carrier there is, found by name or code, and how old the list is. */
export function CatalogueCard({ list }: { list: CarriersView["list"] }) {
  const { t } = useTranslation();
  const searching = useFetcher<{ carriers: CarrierOption[]; more: boolean }>();
  const [text, setText] = useState("");
  const isBlank = text.trim() === "";
  const found = isBlank ? undefined : searching.data;
  const search = (typed: string) => {
    setText(typed);
    if (typed.trim() !== "") searching.load(`/app/carrier-search?${new URLSearchParams({ q: typed })}`);
  };
  return (
    <Card>
      <BlockStack gap="400">
        <TextField
          label={t("carriers.catalogue.search")}
          value={text}
          onChange={search}
          autoComplete="off"
          clearButton
          onClearButtonClick={() => setText("")}
        />
        <div aria-live="polite">
          {found !== undefined && (
            <BlockStack gap="200">
              {found.carriers.length === 0 && searching.state === "idle" && (
                <Text as="p">{t("carriers.catalogue.none")}</Text>
              )}
              <BlockStack as="ul" gap="200">
                {found.carriers.map(({ code, name }) => (
                  <li key={code}>
                    <Text as="span" breakWord>
                      {name}
                    </Text>{" "}
                    <Text as="span" tone="subdued">
                      <span className="hw-mono">{code}</span>
                    </Text>
                  </li>
                ))}
              </BlockStack>
              {found.more && (
                <Text as="p" tone="subdued">
                  {t("carriers.catalogue.more", { count: found.carriers.length })}
                </Text>
              )}
            </BlockStack>
          )}
        </div>
        <ListAge list={list} />
      </BlockStack>
    </Card>
  );
}

function ListAge({ list }: { list: CarriersView["list"] }) {
  const { t } = useTranslation();
  const listedAt = list?.listedAt ?? null;
  return (
    <Text as="p" variant="bodySm" tone="subdued">
      {listedAt === null ? (
        t("carriers.catalogue.packaged")
      ) : (
        <>
          {t("carriers.catalogue.listed")} <Moment at={listedAt} />.
        </>
      )}
      {list?.outcome === "failed" && ` ${t("carriers.catalogue.failed")}`}
    </Text>
  );
}
