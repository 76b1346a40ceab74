import type { useLoaderData } from "@remix-run/react";
import { BlockStack, Box, IndexTable, InlineStack, Link, Text, useBreakpoints } from "@shopify/polaris";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { TrackingNumber } from "~/components/parcel/tracking-number";
import { StatusBadge } from "~/components/status/status-badge";
import { daysBetween } from "~/components/time/local-time";
import { Moment } from "~/components/time/moment";
import { usePageClock } from "~/components/time/page-clock";
import type { loader } from "./route";

type Row = ReturnType<typeof useLoaderData<typeof loader>>["rows"][number];

interface Props {
  rows: Row[];
  emptyState: ReactNode;
  onPrevious: (() => void) | null;
  onNext: (() => void) | null;
}

export function ShipmentTable({ rows, emptyState, onPrevious, onNext }: Props) {
  const { t } = useTranslation();
  const { smDown } = useBreakpoints();
  return (
    <IndexTable
      resourceName={{ singular: t("shipments.one"), plural: t("shipments.many") }}
      itemCount={rows.length}
      selectable={false}
      condensed={smDown}
      headings={[
        { title: t("shipments.columns.order") },
        { title: t("shipments.columns.number") },
        { title: t("shipments.columns.carrier") },
        { title: t("shipments.columns.status") },
        { title: t("shipments.columns.lastEvent") },
        { title: t("shipments.columns.destination") },
        { title: t("shipments.columns.days"), alignment: "end" },
      ]}
      emptyState={emptyState}
      {...(onPrevious === null && onNext === null
        ? {}
        : {
            pagination: {
              hasPrevious: onPrevious !== null,
              hasNext: onNext !== null,
              onPrevious: () => onPrevious?.(),
              onNext: () => onNext?.(),
              accessibilityLabels: { previous: t("shipments.previous"), next: t("shipments.next") },
            },
          })}
    >
      {rows.map((row, position) => (
        <IndexTable.Row key={row.id} id={row.id} position={position} {...(row.archivedAt ? { tone: "subdued" } : {})}>
          {smDown ? <StackedCell row={row} /> : <Cells row={row} />}
        </IndexTable.Row>
      ))}
    </IndexTable>
  );
}

function OrderLink({ row }: { row: Row }) {
  return (
    <Link dataPrimaryLink removeUnderline monochrome url={`/app/shipments/${row.id}`}>
      <Text as="span" fontWeight="semibold">
        {row.orderName ?? row.number}
      </Text>
    </Link>
  );
}

function Cells({ row }: { row: Row }) {
  return (
    <>
      <IndexTable.Cell>
        <OrderLink row={row} />
      </IndexTable.Cell>
      <IndexTable.Cell>
        <TrackingNumber number={row.number} />
      </IndexTable.Cell>
      <IndexTable.Cell>
        <div className="hw-wrap">{row.courierCode === "" ? <None /> : row.courierName}</div>
      </IndexTable.Cell>
      <IndexTable.Cell>
        <StatusBadge facts={{ ...row }} />
      </IndexTable.Cell>
      <IndexTable.Cell className="hw-last-event">
        <LastEvent row={row} />
      </IndexTable.Cell>
      <IndexTable.Cell>
        <div className="hw-wrap">{row.destinationName ?? <None />}</div>
      </IndexTable.Cell>
      <IndexTable.Cell>
        <Text as="span" alignment="end" numeric>
          <DaysInTransit row={row} />
        </Text>
      </IndexTable.Cell>
    </>
  );
}

/** One row on a phone: everything that tells parcels apart, nothing that can wait. */
function StackedCell({ row }: { row: Row }) {
  return (
    <Box padding="300" width="100%">
      <BlockStack gap="150">
        <InlineStack align="space-between" blockAlign="center" gap="200">
          <OrderLink row={row} />
          <StatusBadge facts={{ ...row }} />
        </InlineStack>
        <InlineStack gap="200" blockAlign="center">
          <TrackingNumber number={row.number} />
          {row.courierCode !== "" && (
            <Text as="span" tone="subdued">
              {row.courierName}
            </Text>
          )}
        </InlineStack>
        {row.lastEventText !== null && <LastEvent row={row} />}
      </BlockStack>
    </Box>
  );
}

function LastEvent({ row }: { row: Row }) {
  if (row.lastEventText === null) return <None />;
  return (
    <div>
      <Text as="p" truncate>
        {row.lastEventText}
      </Text>
      <Text as="p" tone="subdued" variant="bodySm" truncate>
        {row.lastEventPlace ? `${row.lastEventPlace} · ` : ""}
        {row.lastEventAt !== null && <Moment at={row.lastEventAt} />}
      </Text>
    </div>
  );
}

function DaysInTransit({ row }: { row: Row }) {
  const { now } = usePageClock();
  if (row.lastEventAt === null) return <None />;
  const end = row.deliveredAt === null ? now : new Date(row.deliveredAt);
  return daysBetween(new Date(row.shippedAt ?? row.createdAt), end);
}

function None() {
  const { t } = useTranslation();
  return (
    <Text as="span" tone="subdued">
      <span aria-hidden="true">–</span>
      <Text as="span" visuallyHidden>
        {t("shipments.none")}
      </Text>
    </Text>
  );
}
