import type { LoaderFunctionArgs } from "@remix-run/node";
import { requireMerchant } from "~/shopify.server";

export { PageError as ErrorBoundary } from "~/components/errors/page-error";

export async function loader({ request }: LoaderFunctionArgs): Promise<never> {
  await requireMerchant(request);
  throw new Response(null, { status: 404 });
}

export default function UnknownPage() {
  return null;
}
