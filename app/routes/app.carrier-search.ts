import { json, type LoaderFunctionArgs } from "@remix-run/node";
import { searchCarriers } from "~/features/merchant/shipments/carrier-options.server";
import { getServices } from "~/features/services.server";
import { requireMerchant } from "~/shopify.server";

const longestSearch = 100;

/** Carriers by name, for fields in which one is chosen. */
export async function loader({ request }: LoaderFunctionArgs) {
  const { account } = await requireMerchant(request);
  const text = new URL(request.url).searchParams.get("q") ?? "";
  return json(await searchCarriers(getServices(), account.id, text.slice(0, longestSearch)));
}
