/** Why a parcel wants the merchant, most urgent first. A parcel has at most one of them. */
export const attentionKinds = [
  "returned",
  "exception",
  "failed-attempt",
  "needs-carrier",
  "not-tracked",
  "no-scan",
  "silent",
] as const;

/** One reason to look at a parcel. */
export type AttentionKind = (typeof attentionKinds)[number];

/**
 * Days after which quiet is worth a look: a label nobody scanned, a fulfillment without a number, a
 * parcel on its way.
 */
export const attentionAfterDays = { noScan: 7, noNumber: 3, silent: 7 } as const;
