import { z } from "zod";
import type { DemoAddresses } from "./running-demo";

const leg = z.object({ trackinfo: z.array(z.unknown()).nullish() }).nullish();
const tracking = z.object({
  tracking_number: z.string(),
  status: z.string(),
  order_id: z.string().nullable(),
  customer_email: z.string().nullable(),
  origin_info: leg,
  destination_info: leg,
});
const list = z.object({ data: z.object({ items: z.array(tracking) }) });

/** The parcel whose page, storefront answer and order page are shown. */
export interface ParcelToShow {
  number: string;
  orderName: string;
  email: string;
}

/**
 * Of the parcels on their way the one with most to tell: both legs, many events. Read through the
 * shop's own API key.
 */
export async function findParcelToShow({ appUrl, shopApiKey }: DemoAddresses): Promise<ParcelToShow> {
  const response = await fetch(`${appUrl}/v2/trackings/get?limit=2000`, {
    headers: { "Trackingmore-Api-Key": shopApiKey },
  });
  const { data } = list.parse(await response.json());
  const onTheWay = data.items.filter((item) => item.status === "transit").toSorted((a, b) => richness(b) - richness(a));
  for (const { tracking_number: number, order_id: orderName, customer_email: email } of onTheWay) {
    if (orderName && email) return { number, orderName, email };
  }
  throw new Error("No parcel of this demo is on its way. Start it from an empty store: npm run demo -- --reset");
}

function richness(item: z.infer<typeof tracking>): number {
  const eventsOf = (info: z.infer<typeof leg>) => info?.trackinfo?.length ?? 0;
  const bothLegs = eventsOf(item.origin_info) > 0 && eventsOf(item.destination_info) > 0;
  return eventsOf(item.origin_info) + eventsOf(item.destination_info) + (bothLegs ? 100 : 0);
}
