import { looksPerDay, refreshCost, type RefreshTraffic } from "~/domain/tracking/refresh-cost";

const sizes = [1_000, 10_000, 100_000, 1_000_000];
/** Two checkpoints a parcel and day. */
const changesPerDay = 2;
/** One call a second of any kind (SPEC §4). */
const paceIntervalMs = 1_000;

const providers: { name: string; pageSize: RefreshTraffic["pageSize"] }[] = [
  { name: "changes in pages of 2,000 (TrackingMore v2)", pageSize: 2_000 },
  { name: "changes in pages of 100 (TrackingMore v4)", pageSize: 100 },
  { name: "parcel by parcel", pageSize: null },
];

/** What the refresh policy costs, as a table in Markdown: calls a day, and the share of what one call a second allows. */
export function refreshCostTable(): string {
  const count = (value: number) => new Intl.NumberFormat("en", { maximumFractionDigits: 0 }).format(value);
  const head = ["Active parcels", "Fall due a day", ...providers.map(({ name }) => name)];
  const rows = sizes.map((active) => {
    const costs = providers.map(({ pageSize }) => refreshCost({ active, changesPerDay, pageSize, paceIntervalMs }));
    return [
      count(active),
      count(active * looksPerDay()),
      ...costs.map(({ calls, shareOfPace }) => `${count(calls)} (${count(shareOfPace * 100)}%)`),
    ];
  });
  const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  return [line(head), line(head.map(() => "---:")), ...rows.map(line)].join("\n");
}
