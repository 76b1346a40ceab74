import { z } from "zod";
import type { DemoFacts } from "./demo-run";

const callsSchema = z.object({
  calls: z.array(
    z.object({
      method: z.string(),
      path: z.string(),
      query: z.string(),
      items: z.unknown(),
      code: z.number().nullable(),
      fault: z.string().nullable(),
      at: z.string(),
    }),
  ),
  charges: z.record(z.string(), z.number()),
  submissions: z.record(z.string(), z.number()),
});

const fulfilled = z.object({
  payload: z.unknown(),
  status: z.number().nullable(),
  orderName: z.string(),
  fulfillmentId: z.string(),
});

const trackings = z.object({
  meta: z.object({ code: z.number() }),
  data: z.union([
    z.object({
      total: z.string(),
      items: z.array(
        z.object({
          tracking_number: z.string(),
          carrier_code: z.string(),
          status: z.string(),
          lastEvent: z.string(),
          order_id: z.string().nullable(),
        }),
      ),
    }),
    z.array(z.never()),
  ]),
});

/** The sandbox's and the app's addresses as scripts use them. */
export function sandboxClient(facts: () => DemoFacts) {
  const post = async (place: string, body: unknown): Promise<unknown> => {
    const response = await fetch(`${facts().sandboxUrl}${place}`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body),
    });
    if (!response.ok) throw new Error(`${place}: HTTP ${String(response.status)} ${await response.text()}`);
    return response.json();
  };
  const held = async (by: "provider" | "shopify"): Promise<number> => {
    const response = await fetch(`${facts().sandboxUrl}/sandbox/${by}/held`);
    return z.object({ held: z.number() }).parse(await response.json()).held;
  };
  return {
    fulfil: async (fulfillment: {
      trackingNumbers: string[];
      trackingCompany?: string;
      orderName?: string;
      email?: string;
      /** When it was shipped, for parcels with a past. */
      fulfilledAt?: string;
      times?: number;
      notify?: boolean;
    }) => fulfilled.parse(await post("/sandbox/fulfillments", fulfillment)),
    /** Changes a fulfillment; without any change Shopify still calls it updated now. */
    changeFulfillment: async (
      id: string,
      change: { trackingNumbers?: string[]; status?: "success" | "cancelled"; updatedAt?: string; notify?: boolean },
    ) => z.object({ payload: z.unknown() }).parse(await post(`/sandbox/fulfillments/${id}`, change)),
    webhook: async (webhook: { topic: string; payload: unknown; webhookId?: string; times?: number }) =>
      z.object({ statuses: z.array(z.number()) }).parse(await post("/sandbox/webhooks", webhook)).statuses,
    moveClock: (hours: number) => post("/sandbox/clock", { hours }),
    faults: (
      fault:
        | { mode: string; calls?: number; when?: string }
        | { hold: string; path?: string; calls?: number }
        | { chargeEveryCreate: boolean },
    ) => post("/sandbox/provider/faults", fault),
    shopifyFault: (fault: { mode: string; after?: number; calls?: number; only?: string }) =>
      post("/sandbox/shopify/faults", fault),
    release: () => post("/sandbox/provider/release", {}),
    held: () => held("provider"),
    shopifyRelease: () => post("/sandbox/shopify/release", {}),
    shopifyHeld: () => held("shopify"),
    async providerCalls() {
      const response = await fetch(`${facts().sandboxUrl}/sandbox/provider/calls`);
      return callsSchema.parse(await response.json());
    },
    /** The demo shop's trackings under these numbers, read through the served API. */
    async trackings(numbers: string[]) {
      const query = new URLSearchParams({ numbers: numbers.join(","), limit: "2000" });
      const response = await fetch(`${facts().appUrl}/v2/trackings/get?${query.toString()}`, {
        headers: { "Trackingmore-Api-Key": facts().shopApiKey },
      });
      const { data } = trackings.parse(await response.json());
      return Array.isArray(data) ? [] : data.items;
    },
  };
}

export type SandboxClient = ReturnType<typeof sandboxClient>;
