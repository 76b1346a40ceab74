import { createCipheriv, createDecipheriv, createHmac, createSecretKey, hkdfSync, randomBytes } from "node:crypto";

const VERSION = 1;
const IV_BYTES = 12;
const TAG_BYTES = 16;

/**
 * Keeps secrets and customer fields unreadable at rest: AES-256-GCM with the key's id beside the
 * text, so that keys can rotate.
 */
export interface Vault {
  encrypt(text: string): Buffer;
  /** Throws when the key is gone or the text was tampered with. */
  decrypt(sealed: Uint8Array): string;
  encryptJson(value: unknown): Buffer;
  decryptJson(sealed: Uint8Array): unknown;
  /**
   * Equal input, equal hash, unreadable without our key: for what must be found. The purpose keeps
   * one column's hashes from fitting another.
   */
  keyedHash(purpose: string, ...parts: string[]): Buffer;
}

/**
 * Layout of a sealed value: version, length of key id, key id, iv, tag, ciphertext. The first key
 * writes, all of them read.
 */
export function createVault(keys: { id: string; key: Buffer }[]): Vault {
  // Prepared once: from plain bytes Node would prepare the key again for every value, at three
  // times the cost of sealing it.
  const prepared = keys.map(({ id, key }) => ({ id, key: createSecretKey(key) }));
  const [writer] = prepared;
  if (!writer) throw new Error("The vault needs at least one key");
  const byId = new Map(prepared.map((entry) => [entry.id, entry.key]));
  // Hashes must stay findable after a rotation, so they hang on the oldest key, which stays last in
  // the list.
  const oldest = prepared.at(-1)?.key ?? writer.key;
  const hashKey = createSecretKey(Buffer.from(hkdfSync("sha256", oldest, "", "homeward keyed hash", 32)));

  const encrypt = (text: string): Buffer => {
    const iv = randomBytes(IV_BYTES);
    const cipher = createCipheriv("aes-256-gcm", writer.key, iv);
    const sealed = Buffer.concat([cipher.update(text, "utf8"), cipher.final()]);
    const id = Buffer.from(writer.id, "utf8");
    return Buffer.concat([Buffer.from([VERSION, id.length]), id, iv, cipher.getAuthTag(), sealed]);
  };

  const decrypt = (value: Uint8Array): string => {
    const sealed = Buffer.from(value.buffer, value.byteOffset, value.byteLength);
    if (sealed[0] !== VERSION) throw new Error("This value was not sealed by this vault");
    const idEnd = 2 + (sealed[1] ?? 0);
    const id = sealed.toString("utf8", 2, idEnd);
    const key = byId.get(id);
    if (!key) throw new Error(`The encryption key "${id}" is not in ENCRYPTION_KEY`);
    const ivEnd = idEnd + IV_BYTES;
    // Without the length a seal cut down to four bytes would still be accepted.
    const iv = sealed.subarray(idEnd, ivEnd);
    const decipher = createDecipheriv("aes-256-gcm", key, iv, { authTagLength: TAG_BYTES });
    decipher.setAuthTag(sealed.subarray(ivEnd, ivEnd + TAG_BYTES));
    return decipher.update(sealed.subarray(ivEnd + TAG_BYTES), undefined, "utf8") + decipher.final("utf8");
  };

  return {
    encrypt,
    decrypt,
    encryptJson: (value) => encrypt(JSON.stringify(value)),
    decryptJson: (sealed) => JSON.parse(decrypt(sealed)) as unknown,
    keyedHash: (purpose, ...parts) =>
      createHmac("sha256", hashKey)
        .update(JSON.stringify([purpose, ...parts]))
        .digest(),
  };
}
