import { z } from "zod";
import type { ActionResult } from "~/components/forms/action-result";
import { moveRule, removeRule, saveRule, type SaveRuleResult } from "~/features/carriers/courier-rules.server";
import { removeOwnCarrier, saveOwnCarrier, type SaveOwnCarrierResult } from "~/features/carriers/own-carriers.server";
import { tryChoice, type TriedChoice } from "~/features/carriers/try-choice.server";
import type { Services } from "~/features/services.server";

const text = z.string().max(1_000);
const id = z.uuid();
/** An empty field is a new one. */
const idOrNew = z.union([id, z.literal("").transform(() => null)]);
const codeOrNew = z.string().transform((code) => (code === "" ? null : code));

const formSchema = z.discriminatedUnion("intent", [
  z.object({ intent: z.literal("save-carrier"), code: codeOrNew, name: text, link: text }),
  z.object({ intent: z.literal("remove-carrier"), code: text }),
  z.object({
    intent: z.literal("save-rule"),
    id: idOrNew,
    company: text,
    countryCode: text,
    numberPrefix: text,
    courierCode: text,
  }),
  z.object({ intent: z.literal("remove-rule"), id }),
  z.object({ intent: z.literal("move-rule"), id, direction: z.enum(["up", "down"]) }),
  z.object({ intent: z.literal("test"), number: text, company: text, countryCode: text }),
]);

/** What the page gets back: how a change ended, or what a test found. */
export type CarriersAnswer = { result: ActionResult; tried: null } | { result: null; tried: TriedChoice };

const answer = (
  message: ActionResult["message"],
  isError: boolean,
  field: ActionResult["field"] = null,
): CarriersAnswer => ({
  result: { message, isError, field },
  tried: null,
});

/** Runs the one thing a form of the page asks for. */
export async function runCarriersAction(
  services: Services,
  accountId: string,
  form: FormData,
): Promise<CarriersAnswer> {
  const parsed = formSchema.safeParse(Object.fromEntries(form));
  if (!parsed.success) return answer("failed", true);
  const asked = parsed.data;
  switch (asked.intent) {
    case "save-carrier":
      return carrierResult(await saveOwnCarrier(services, accountId, asked));
    case "remove-carrier": {
      const { kind } = await removeOwnCarrier(services, accountId, asked.code);
      return kind === "removed" ? answer("carrier-removed", false) : answer(kind, true);
    }
    case "save-rule":
      return ruleResult(await saveRule(services, accountId, asked.id, asked));
    case "remove-rule": {
      const { kind } = await removeRule(services, accountId, asked.id);
      return kind === "removed" ? answer("rule-removed", false) : answer(kind, true);
    }
    case "move-rule": {
      const { kind } = await moveRule(services, accountId, asked.id, asked.direction);
      return kind === "moved" ? answer("rule-moved", false) : answer(kind, true);
    }
    case "test":
      return { result: null, tried: await tryChoice(services, accountId, asked) };
  }
}

const carrierFields = {
  "name-missing": "name",
  "name-taken": "name",
  "not-https": "link",
  "no-number": "link",
  "link-too-long": "link",
  "too-many": null,
  "not-found": null,
} as const;

function carrierResult({ kind }: SaveOwnCarrierResult): CarriersAnswer {
  return kind === "saved" ? answer("carrier-saved", false) : answer(kind, true, carrierFields[kind]);
}

const ruleFields = {
  "no-condition": "company",
  "bad-company": "company",
  "bad-country": "countryCode",
  "bad-pattern": "numberPrefix",
  "unknown-carrier": "courierCode",
  "too-many": null,
  "not-found": null,
} as const;

function ruleResult({ kind }: SaveRuleResult): CarriersAnswer {
  return kind === "saved" ? answer("rule-saved", false) : answer(kind, true, ruleFields[kind]);
}
