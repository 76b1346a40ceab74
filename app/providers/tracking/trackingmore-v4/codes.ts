import type { CallResult } from "~/tracking-api/client/result";
import { failedCall } from "~/providers/tracking/port/failures";
import type { FailedAnswer, ProviderFailure } from "~/providers/tracking/port/tracking-provider";

/** Success is 200 alone: v4 has no 201. */
export const okCode = 200;

/** Key wrong, missing or without permission. */
export const badKeyCode = 401;

/** Number and courier are in the account already. */
export const existsCode = 4101;

/** The number was never created; for a list, nothing fits its filters. */
export const notCreatedCode = 4102;

/** The id is not one of this account's. */
const badIdCode = 4112;

/** A waybill that is none, and one of an airline they do not follow. */
const unknownWaybillCodes = [4160, 4161];

/** What a refusal of a whole call means to us; other 4xx and 4xxx codes are `refused`. */
const meanings: Readonly<Record<number, ProviderFailure["kind"]>> = {
  [badKeyCode]: "bad-key",
  4190: "quota",
};

/** 511 to 513 are documented as theirs, and so is any other of the family. */
export function isServersFault(code: number): boolean {
  return code >= 500 && code < 600;
}

/** Whether an item's code says that the quota, not the item, is the trouble. */
export function isQuotaCode(code: number): boolean {
  return meanings[code] === "quota";
}

/** Whether a code says that the number, or the id it was known by, is not in the account. */
export function isUnknownNumberCode(code: number): boolean {
  return code === notCreatedCode || code === badIdCode;
}

/** Whether a code says that nothing can be told of this one waybill, though the call was fine. */
export function isUnknownWaybillCode(code: number): boolean {
  return unknownWaybillCodes.includes(code);
}

/** A call that gave no data, as the port says it. */
export function failureOf(result: Exclude<CallResult<unknown>, { kind: "ok" }>): FailedAnswer {
  return failedCall(result, (code) => meanings[code] ?? (isServersFault(code) ? "unreachable" : "refused"));
}
