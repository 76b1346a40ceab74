import { z } from "zod";
import type { ActionResult } from "~/components/forms/action-result";
import { connectProvider, type ConnectResult } from "~/features/provider-sync/setup/connect.server";
import { providerChoices } from "~/features/provider-sync/setup/provider-choices";
import { disconnectProvider } from "~/features/provider-sync/setup/disconnect.server";
import { testConnection } from "~/features/provider-sync/setup/test.server";
import { saveCap } from "~/features/provider-sync/quota/cap.server";
import { saveCustomerFields } from "~/features/account/customer-fields.server";
import type { Services } from "~/features/services.server";

const maxLength = 500;
const text = z.string().max(maxLength);
const box = z.enum(["true", "false"]).transform((value) => value === "true");

const formSchema = z.discriminatedUnion("intent", [
  z.object({
    intent: z.literal("connect"),
    kind: z.enum(providerChoices.map((choice) => choice.kind)),
    baseUrl: text,
    apiKey: text,
    accountEmail: text,
    webhookSecret: text.default(""),
  }),
  z.object({ intent: z.literal("test") }),
  z.object({ intent: z.literal("disconnect") }),
  z.object({ intent: z.literal("cap"), cap: text }),
  z.object({ intent: z.literal("customer-fields"), name: box, email: box, phone: box }),
]);

const good = (message: ActionResult["message"]): ActionResult => ({ message, isError: false, field: null });
const bad = (message: ActionResult["message"], field: ActionResult["field"] = null): ActionResult => ({
  message,
  isError: true,
  field,
});

/** Runs the one thing a form of the settings asks for. */
export async function runSettingsAction(services: Services, accountId: string, form: FormData): Promise<ActionResult> {
  const parsed = formSchema.safeParse(Object.fromEntries(form));
  if (!parsed.success) return bad("failed");
  const asked = parsed.data;
  switch (asked.intent) {
    case "connect":
      return connectResult(await connectProvider(services, accountId, asked));
    case "test": {
      const result = await testConnection(services, accountId);
      if (result.kind === "works") return good("works");
      if (result.kind === "wrong-version") return { ...bad("wrong-version"), use: result.use };
      return bad(result.kind === "failed" ? result.reason : result.kind);
    }
    case "disconnect":
      await disconnectProvider(services, accountId);
      return good("disconnected");
    case "cap": {
      const result = await saveCap(services, accountId, asked.cap);
      return result.kind === "saved" ? good("saved") : bad("bad-cap", "registrationCap");
    }
    case "customer-fields":
      await saveCustomerFields(services, accountId, asked);
      return good("saved");
  }
}

function connectResult(result: ConnectResult): ActionResult {
  switch (result.kind) {
    case "connected":
      return good("connected");
    case "bad-address":
      return bad("bad-address", "baseUrl");
    case "key-missing":
      return bad("key-missing", "apiKey");
    case "wrong-version":
      return { ...bad("wrong-version"), use: result.use };
    case "failed":
      if (result.reason === "bad-key") return bad("bad-key", "apiKey");
      return result.reason === "unreachable" || result.reason === "unreadable"
        ? bad(result.reason, "baseUrl")
        : bad(result.reason);
  }
}
