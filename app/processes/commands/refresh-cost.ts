import { scheduledRoundsEveryMs } from "~/domain/tracking/refresh-policy";
import { looksPerDay, refreshCost, type RefreshTraffic } from "~/domain/tracking/refresh-cost";

const sizes = [1_000, 10_000, 100_000, 1_000_000];
/** Two checkpoints a parcel and day. */
const changesPerDay = 2;
/** One call a second of any kind. */
const paceIntervalMs = 1_000;

const providers: { name: string; pageSize: RefreshTraffic["pageSize"] }[] = [
  { name: "TrackingMore v2: changes in pages of 2,000", pageSize: 2_000 },
  { name: "TrackingMore v4: changes in pages of 100", pageSize: 100 },
];

/**
 * What the refresh policy costs, as a table in Markdown: calls a day, the share of what one call a
 * second allows, and how many calls less that is than if a reading began as soon as one parcel is
 * due.
 */
export function refreshCostTable(): string {
  const count = (value: number) => new Intl.NumberFormat("en", { maximumFractionDigits: 0 }).format(value);
  const percent = (share: number) => `${count(share * 100)}%`;
  const traffic = { changesPerDay, paceIntervalMs };
  const head = ["Active parcels", "Fall due a day", ...providers.map(({ name }) => name), "parcel by parcel"];
  const rows = sizes.map((active) => {
    const listed = providers.map(({ pageSize }) => {
      const { calls, shareOfPace } = refreshCost({ ...traffic, active, pageSize, gapMs: scheduledRoundsEveryMs });
      const ungathered = refreshCost({ ...traffic, active, pageSize, gapMs: 0 });
      return `${count(calls)} (${percent(shareOfPace)}), saves ${percent(1 - calls / ungathered.calls)}`;
    });
    const single = refreshCost({ ...traffic, active, pageSize: null, gapMs: 0 });
    return [
      count(active),
      count(active * looksPerDay()),
      ...listed,
      `${count(single.calls)} (${percent(single.shareOfPace)})`,
    ];
  });
  const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  return [line(head), line(head.map(() => "---:")), ...rows.map(line)].join("\n");
}
