import { useSearchParams } from "@remix-run/react";
import { BlockStack, Card, InlineStack, Pagination, Text } from "@shopify/polaris";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";

interface Props {
  title: string;
  text: string;
  /** Of a list in pages: the search parameter with its page. */
  paged?: { name: "parcels" | "webhooks"; page: number; hasNext: boolean };
  children: ReactNode;
}

/** One list of the page: what it holds, why, and its rows. */
export function ListCard({ title, text, paged, children }: Props) {
  return (
    <Card>
      <BlockStack gap="400">
        <BlockStack gap="100">
          <Text as="h2" variant="headingSm">
            {title}
          </Text>
          <Text as="p" tone="subdued">
            {text}
          </Text>
        </BlockStack>
        <ul className="hw-ruled-list">{children}</ul>
        {paged !== undefined && (paged.page > 1 || paged.hasNext) && <Pages title={title} {...paged} />}
      </BlockStack>
    </Card>
  );
}

function Pages({ title, name, page, hasNext }: { title: string } & NonNullable<Props["paged"]>) {
  const { t } = useTranslation();
  const [, setSearch] = useSearchParams();
  const open = (wanted: number) =>
    setSearch(
      (search) => {
        search.set(name, String(wanted));
        return search;
      },
      { preventScrollReset: true },
    );
  return (
    <InlineStack align="center">
      <Pagination
        accessibilityLabel={title}
        label={t("notDelivered.page", { page })}
        hasPrevious={page > 1}
        hasNext={hasNext}
        onPrevious={() => open(page - 1)}
        onNext={() => open(page + 1)}
      />
    </InlineStack>
  );
}
