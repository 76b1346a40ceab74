/** What a substatus code says, as a key for words. */
const meanings = {
  inforeceived001: "awaiting-handover",
  notfound001: "awaiting-handover",
  notfound002: "nothing-found",
  transit001: "under-way",
  transit002: "at-hub",
  transit003: "at-delivery-depot",
  transit004: "in-destination-country",
  transit005: "customs-cleared",
  transit006: "dispatched",
  transit007: "left-airport",
  pickup001: "out-for-delivery",
  pickup002: "ready-for-pickup",
  pickup003: "customer-contacted",
  delivered001: "delivered",
  delivered002: "collected",
  delivered003: "signed-for",
  delivered004: "left-at-door",
  undelivered001: "address-problem",
  undelivered002: "nobody-there",
  undelivered003: "recipient-not-found",
  undelivered004: "attempt-failed",
  expired001: "no-update",
  exception001: "long-without-information",
  exception002: "long-in-transit",
  exception003: "long-undelivered",
  exception004: "not-collected",
  exception005: "other-exception",
  exception006: "customs",
  exception007: "lost-or-damaged",
  exception008: "cancelled",
  exception009: "refused",
  exception010: "returned",
  exception011: "returning",
} as const;

/** A substatus code as the documents spell it. */
export type SubstatusCode = keyof typeof meanings;

/** What a substatus says. */
export type SubstatusReason = (typeof meanings)[SubstatusCode];

/**
 * A provider's substatus in the documents' spelling: `not found001` and `exception0010` are seen in
 * the wild. Null for none and for codes we do not know.
 */
export function readSubstatus(reported: string | null): SubstatusCode | null {
  const parts = /^([a-z]+)0*(\d{1,3})$/.exec(reported?.toLowerCase().replace(/\s+/g, "") ?? "");
  if (parts === null) return null;
  const code = `${parts[1]}${parts[2]?.padStart(3, "0")}`;
  return isSubstatusCode(code) ? code : null;
}

/** What a provider's substatus says, null where it says nothing we know. */
export function substatusReason(reported: string | null): SubstatusReason | null {
  const code = readSubstatus(reported);
  return code === null ? null : meanings[code];
}

function isSubstatusCode(code: string): code is SubstatusCode {
  return Object.hasOwn(meanings, code);
}
