/**
 * Why a parcel may be rejected, as the ledger writes it (settlements.ts,
 * apply-fulfillments.server.ts).
 */
export const rejectionReasons = [
  "not-a-number",
  "number-missing",
  "invalid-number",
  "invalid-carrier",
  "refused",
  "unanswered",
] as const;

export type RejectionReason = (typeof rejectionReasons)[number];

/**
 * Sending the same again cannot end otherwise: the number has to be corrected in the order first.
 */
export const neverRetried: readonly RejectionReason[] = ["not-a-number", "number-missing"];

/** What helps, beside trying again. */
export const rejectionFixes: Readonly<Record<RejectionReason, "correct-number" | "choose-carrier" | "view-parcel">> = {
  "not-a-number": "correct-number",
  "number-missing": "correct-number",
  "invalid-number": "choose-carrier",
  "invalid-carrier": "choose-carrier",
  refused: "view-parcel",
  unanswered: "view-parcel",
};

/** A reason the ledger may have from an older version counts as the provider's refusal. */
export function rejectionReason(stored: string | null): RejectionReason {
  return rejectionReasons.find((reason) => reason === stored) ?? "refused";
}
