import { z } from "zod";
import { USER_AGENT } from "#test/support/chromium";
import type { DemoFacts } from "../e2e/support/demo-run";

const reported = z.object({ reported: z.object({ message: z.literal("sync-started") }) });
const session = z.object({ token: z.string() });

/** Starts a sync of past orders as the button in the admin does. */
export async function startSync({ appUrl, sandboxUrl }: DemoFacts): Promise<void> {
  const { token } = session.parse(await (await fetch(`${sandboxUrl}/admin/session-token`)).json());
  const response = await fetch(`${appUrl}/app/past-orders`, {
    method: "POST",
    headers: { authorization: `Bearer ${token}`, "user-agent": USER_AGENT },
    body: new URLSearchParams({ intent: "start", days: "30" }),
  });
  reported.parse(await response.json());
}
