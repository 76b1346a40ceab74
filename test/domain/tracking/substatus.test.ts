import { describe, expect, it } from "vitest";
import { readSubstatus, substatusReason } from "~/domain/tracking/substatus";

describe("readSubstatus", () => {
  it.each([
    ["transit001", "transit001"],
    ["not found001", "notfound001"],
    ["exception0010", "exception010"],
    ["exception0011", "exception011"],
    ["exception010", "exception010"],
    ["Delivered004", "delivered004"],
    ["not  found 001", "notfound001"],
    ["transit1", "transit001"],
    ["pickup0002", "pickup002"],
  ])("reads %j as %s", (reported, code) => {
    expect(readSubstatus(reported)).toBe(code);
  });

  it.each([null, "", "transit", "001", "transit099", "toString", "constructor001", "7transit001", "transit001x"])(
    "knows nothing of %j",
    (reported) => {
      expect(readSubstatus(reported)).toBeNull();
      expect(substatusReason(reported)).toBeNull();
    },
  );
});

describe("substatusReason", () => {
  it.each([
    ["exception006", "customs"],
    ["exception007", "lost-or-damaged"],
    ["exception009", "refused"],
    ["exception0010", "returned"],
    ["exception004", "not-collected"],
    ["exception008", "cancelled"],
    ["pickup001", "out-for-delivery"],
    ["pickup002", "ready-for-pickup"],
  ])("%s: %s", (reported, reason) => {
    expect(substatusReason(reported)).toBe(reason);
  });
});
