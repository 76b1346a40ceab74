import type { LoaderFunctionArgs } from "@remix-run/node";
import { authenticateAuthPath } from "~/shopify.server";

export async function loader({ request }: LoaderFunctionArgs): Promise<null> {
  await authenticateAuthPath(request);
  return null;
}
