import { Box, ChoiceList, IndexFilters, IndexFiltersMode, Text, useSetIndexFiltersMode } from "@shopify/polaris";
import type { KeyboardEvent } from "react";
import { useTranslation } from "react-i18next";
import { attentionKinds } from "~/domain/shipments/attention";
import { trackingStatuses } from "~/domain/tracking/status";
import {
  firstQuery,
  shipmentSorts,
  shipmentViews,
  type ShipmentQuery,
} from "~/features/merchant/shipments/shipment-filters";
import type { useSearchText } from "./use-search-text";

interface Props {
  query: ShipmentQuery;
  change: (changed: Partial<ShipmentQuery>) => void;
  search: ReturnType<typeof useSearchText>;
  couriers: { code: string; name: string }[];
  isLoading: boolean;
  onClear: () => void;
  onEnter: () => void;
}

/** Fields of the filters, which open over the list and are part of it all the same. */
const choices = new Set(["checkbox", "radio"]);

export function ShipmentFiltersBar({ query, change, search, couriers, isLoading, onClear, onEnter }: Props) {
  const { t } = useTranslation();
  const filters = useFilters(query, change, couriers);
  const searches = query.search !== "" || query.customer !== null;
  const { mode, setMode } = useSetIndexFiltersMode(
    searches || filters.applied.length > 0 ? IndexFiltersMode.Filtering : IndexFiltersMode.Default,
  );
  const openOnEnter = (event: KeyboardEvent) => {
    const isSearchField = event.target instanceof HTMLInputElement && !choices.has(event.target.type);
    // The list does not show what an unfinished text asks for, so there is nothing to open.
    if (event.key === "Enter" && isSearchField && !search.isUnfinished) onEnter();
  };
  return (
    <div onKeyDown={openOnEnter} role="presentation">
      <IndexFilters
        tabs={shipmentViews.map((view) => ({ id: view, content: t(`shipments.views.${view}`), isLocked: true }))}
        selected={shipmentViews.indexOf(query.view)}
        onSelect={(index) => change({ view: shipmentViews[index] ?? firstQuery.view })}
        canCreateNewView={false}
        queryValue={search.text}
        queryPlaceholder={t("shipments.search")}
        onQueryChange={search.type}
        onQueryClear={search.clear}
        filters={filters.offered}
        appliedFilters={filters.applied}
        onClearAll={onClear}
        sortOptions={shipmentSorts.flatMap((sort) =>
          (["desc", "asc"] as const).map((direction) => ({
            label: t(`shipments.sorts.${sort}.label`),
            value: `${sort} ${direction}` as const,
            directionLabel: t(`shipments.sorts.${sort}.${direction}`),
          })),
        )}
        sortSelected={[`${query.sort} ${query.descending ? "desc" : "asc"}`]}
        onSort={([chosen]) => {
          const [sort, direction] = (chosen ?? "").split(" ");
          change({
            sort: shipmentSorts.find((known) => known === sort) ?? firstQuery.sort,
            descending: direction !== "asc",
          });
        }}
        mode={mode}
        setMode={setMode}
        cancelAction={{ onAction: onClear }}
        loading={isLoading}
      />
      {search.isUnfinished && (
        <Box padding="300" paddingBlockEnd="0">
          <Text as="p" tone="subdued">
            {t("shipments.searchUnfinished")}
          </Text>
        </Box>
      )}
    </div>
  );
}

/** The filters one can open and those in force, which can be taken away one by one. */
function useFilters(query: ShipmentQuery, change: Props["change"], couriers: Props["couriers"]) {
  const { t } = useTranslation();
  const list = <Value extends string>(
    key: "statuses" | "couriers" | "attention",
    label: string,
    choices: { value: Value; label: string }[],
    chosen: readonly Value[],
  ) => {
    const names = choices.filter(({ value }) => chosen.includes(value)).map((choice) => choice.label);
    return {
      offered: {
        key,
        label,
        pinned: key !== "attention",
        filter: (
          <ChoiceList
            title={label}
            titleHidden
            allowMultiple
            choices={choices}
            selected={[...chosen]}
            onChange={(selected: string[]) => change({ [key]: selected })}
          />
        ),
      },
      applied:
        chosen.length === 0
          ? []
          : [{ key, label: `${label}: ${names.join(", ")}`, onRemove: () => change({ [key]: [] }) }],
    };
  };
  const known = couriers.map(({ code, name }) => ({ value: code, label: name }));
  const missing = query.couriers.filter((code) => !couriers.some((courier) => courier.code === code));
  const lists = [
    list(
      "statuses",
      t("shipments.filters.status"),
      trackingStatuses.map((value) => ({ value, label: t(`status.${value}`) })),
      query.statuses,
    ),
    list(
      "couriers",
      t("shipments.filters.carrier"),
      [...known, ...missing.map((code) => ({ value: code, label: code }))],
      query.couriers,
    ),
    list(
      "attention",
      t("shipments.filters.attention"),
      attentionKinds.map((value) => ({ value, label: t(`attention.${value}.label`) })),
      query.attention,
    ),
  ];
  const archived = {
    key: "archived",
    label: t("shipments.filters.archived"),
    filter: (
      <ChoiceList
        title={t("shipments.filters.archived")}
        titleHidden
        choices={[
          { value: "no", label: t("shipments.filters.notArchived") },
          { value: "yes", label: t("shipments.filters.onlyArchived") },
        ]}
        selected={[query.archived ? "yes" : "no"]}
        onChange={([chosen]) => change({ archived: chosen === "yes" })}
      />
    ),
  };
  const marks = [
    ...(query.archived
      ? [{ key: "archived", label: t("shipments.filters.onlyArchived"), onRemove: () => change({ archived: false }) }]
      : []),
    ...(query.customer === null
      ? []
      : [{ key: "customer", label: t("shipments.filters.customer"), onRemove: () => change({ customer: null }) }]),
  ];
  const customer = {
    key: "customer",
    label: t("shipments.filters.customer"),
    filter: <Text as="p">{t("shipments.filters.customerHelp")}</Text>,
    hidden: query.customer === null,
  };
  return {
    offered: [...lists.map((entry) => entry.offered), archived, customer],
    applied: [...lists.flatMap((entry) => entry.applied), ...marks],
  };
}
