import { randomBytes } from "node:crypto";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createVault } from "~/platform/vault.server";

const old = { id: "2025", key: randomBytes(32) };
const present = { id: "2026", key: randomBytes(32) };

describe("the vault", () => {
  const vault = createVault([present, old]);

  it("opens what it sealed, whatever it is", () => {
    fc.assert(fc.property(fc.string({ unit: "grapheme" }), (text) => vault.decrypt(vault.encrypt(text)) === text));
    fc.assert(
      fc.property(fc.json(), (json) => {
        expect(vault.decryptJson(vault.encryptJson(JSON.parse(json)))).toEqual(JSON.parse(json));
      }),
    );
  });

  it("shows nothing of it, and nothing twice alike", () => {
    const [first, second] = [vault.encrypt("ada@example.com"), vault.encrypt("ada@example.com")];
    expect(first.toString("latin1")).not.toContain("ada");
    expect(first.equals(second)).toBe(false);
  });

  it("refuses what was changed in any byte, cut or lengthened", () => {
    const sealed = vault.encrypt("ada@example.com");
    for (let index = 0; index < sealed.length; index += 1) {
      const changed = Buffer.from(sealed);
      changed[index] = (changed[index] ?? 0) ^ 1;
      expect(() => vault.decrypt(changed), `byte ${String(index)}`).toThrow();
      expect(() => vault.decrypt(sealed.subarray(0, index)), `cut at ${String(index)}`).toThrow();
    }
    expect(() => vault.decrypt(Buffer.concat([sealed, Buffer.from([0])]))).toThrow();
  });

  it("refuses an empty text whose seal was shortened to what a weaker check would take", () => {
    const sealed = vault.encrypt("");
    expect(vault.decrypt(sealed)).toBe("");
    for (const bytes of [1, 2, 3, 4, 8, 12]) expect(() => vault.decrypt(sealed.subarray(0, -bytes))).toThrow();
  });

  it("goes on reading what an older key sealed, and writes with the newest", () => {
    const before = createVault([old]);
    expect(vault.decrypt(before.encrypt("sealed last year"))).toBe("sealed last year");
    expect(() => before.decrypt(vault.encrypt("sealed today"))).toThrow(/"2026" is not in ENCRYPTION_KEY/);
    expect(createVault([present]).decrypt(vault.encrypt("sealed today"))).toBe("sealed today");
  });

  it("finds by hash after a rotation, and only for the same purpose and the same parts", () => {
    const hash = vault.keyedHash("order-email", "a", "b");
    expect(createVault([old]).keyedHash("order-email", "a", "b")).toEqual(hash);
    expect(createVault([present]).keyedHash("order-email", "a", "b")).not.toEqual(hash);
    expect(vault.keyedHash("customer-email", "a", "b")).not.toEqual(hash);
    expect(vault.keyedHash("order-email", "ab")).not.toEqual(hash);
    expect(vault.keyedHash("order-email", "a", "b", "")).not.toEqual(hash);
  });

  it("opens bytes that lie in the middle of a larger buffer, as drivers hand them out", () => {
    const sealed = vault.encrypt("here");
    const wide = new Uint8Array(sealed.length + 20);
    wide.set(sealed, 10);
    expect(vault.decrypt(wide.subarray(10, 10 + sealed.length))).toBe("here");
  });

  it("cannot be made without a key", () => {
    expect(() => createVault([])).toThrow("at least one key");
  });
});
