import { json, type LoaderFunctionArgs } from "@remix-run/node";
import { searchCarriers } from "~/features/shipments/carrier-options.server";
import { requireMerchant } from "~/shopify.server";

/** Carriers by name, for fields in which one is chosen. */
export async function loader({ request }: LoaderFunctionArgs) {
  await requireMerchant(request);
  return json({ carriers: searchCarriers(new URL(request.url).searchParams.get("q") ?? "") });
}
