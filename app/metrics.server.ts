import { collectDefaultMetrics, Counter, Gauge, Registry } from "prom-client";
import type { Services } from "./services.server";

/** Prometheus figures of this process. No label ever holds a shop, a number or a person. */
export function createMetrics({ db, clock }: Pick<Services, "db" | "clock">) {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const requests = new Counter({
    name: "homeward_http_requests_total",
    help: "Answered requests by door and status",
    labelNames: ["door", "status"],
    registers: [registry],
  });
  new Gauge({
    name: "homeward_inbox_waiting",
    help: "Inbox messages nobody has read yet",
    registers: [registry],
    async collect() {
      this.set(await countOf("SELECT count(*) AS count FROM inbox_message WHERE state = 'waiting'"));
    },
  });
  new Gauge({
    name: "homeward_registrations",
    help: "Ledger entries by state",
    labelNames: ["state"],
    registers: [registry],
    async collect() {
      const rows = await db.query<{ state: string; count: string }>(
        "SELECT state::text, count(*) FROM registration WHERE state <> 'registered' GROUP BY state",
      );
      this.reset();
      for (const row of rows) this.set({ state: row.state }, Number(row.count));
    },
  });
  new Gauge({
    name: "homeward_oldest_unregistered_seconds",
    help: "How long the oldest shipment has been waiting for its registration",
    registers: [registry],
    async collect() {
      const [row] = await db.query<{ at: Date | null }>(
        "SELECT min(intent_at) AS at FROM registration WHERE state IN ('waiting', 'sending', 'unknown')",
      );
      this.set(row?.at ? Math.max(0, (clock.now().getTime() - row.at.getTime()) / 1000) : 0);
    },
  });

  async function countOf(text: string): Promise<number> {
    const [row] = await db.query<{ count: string }>(text);
    return Number(row?.count ?? 0);
  }

  return {
    answered: (door: string, status: number) => requests.inc({ door, status }),
    contentType: registry.contentType,
    text: () => registry.metrics(),
  };
}

export type Metrics = ReturnType<typeof createMetrics>;
