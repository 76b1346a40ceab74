import { parseArgs } from "node:util";
import { z } from "zod";
import { issueApiKey } from "~/features/public-api/keys/create-key.server";
import { defaultRate, MAX_KEY_NAME, MAX_LIVE_KEYS } from "~/features/public-api/keys/key-limits";
import { listApiKeys, revokeApiKey } from "~/features/public-api/keys/manage-keys.server";
import {
  createStandaloneAccount,
  findStandaloneAccount,
  listStandaloneAccounts,
  type StandaloneAccount,
} from "~/features/public-api/keys/standalone-accounts.server";
import {
  addPushAddress,
  listPushAddresses,
  removePushAddress,
} from "~/features/public-api/outgoing-webhooks/push-addresses.server";
import { MAX_PUSH_ADDRESSES } from "~/features/public-api/outgoing-webhooks/push-limits";
import type { Services } from "~/features/services.server";

type Deps = Pick<Services, "db" | "vault" | "clock" | "systemClock"> & {
  env: Pick<Services["env"], "ALLOW_PRIVATE_ADDRESSES">;
};

/**
 * How a command ended: what a script reads, what a person reads, and the code the process ends
 * with.
 */
export interface CommandResult {
  out: string[];
  notes: string[];
  /** 1: it could not be done; 2: it was asked for wrongly. */
  exitCode: 0 | 1 | 2;
}

/** How the command is used. */
export const usage = `Standalone accounts of the tracking API, and their keys.

  account create --email <address> [--name <text>] [--quota <numbers>]   make an account
  account key <account> [--name <text>] [--rate <calls per second>]      make a key; it is printed this once
  account revoke <account> <key>                                         take a key back: its last four characters, or its id
  account push-add <account> <address>                                   push every change to an address
  account push-remove <account> <address>                                push to it no more
  account list                                                           every account with its keys

<account> is an id, a name or an e-mail address. Without --quota an account may add any number of parcels. Without --rate a
key may call ${defaultRate} times a second; "--rate none" sets no limit. Under npm: npm run account -- create --email you@example.com`;

const options = {
  email: { type: "string" },
  name: { type: "string" },
  quota: { type: "string" },
  rate: { type: "string" },
  help: { type: "boolean", short: "h" },
} as const;

const MAX_RATE = 1000;
const MAX_QUOTA = 2_147_483_647;
const name = z
  .string()
  .trim()
  .max(MAX_KEY_NAME, { error: `--name may have ${MAX_KEY_NAME} characters` })
  .default("");
const createSchema = z.object({
  email: z.email({ error: "--email needs an e-mail address: it signs the account's pushes" }),
  name,
  quota: z.coerce
    .number({ error: "--quota needs a whole number" })
    .int({ error: "--quota needs a whole number" })
    .min(0, { error: "--quota cannot be less than 0" })
    .max(MAX_QUOTA, { error: `--quota can be ${MAX_QUOTA} at most` })
    .optional(),
});
const noSuchRate = { error: `--rate needs a number of calls per second, more than 0 and up to ${MAX_RATE}, or "none"` };
const keySchema = z.object({
  name,
  rate: z
    .union([z.literal("none").transform(() => null), z.coerce.number().positive().max(MAX_RATE)], noSuchRate)
    .default(defaultRate),
});

const done = (out: string[], notes: string[] = []): CommandResult => ({ out, notes, exitCode: 0 });
const refused = (...notes: string[]): CommandResult => ({ out: [], notes, exitCode: 1 });
const misused = (note: string): CommandResult => ({ out: [], notes: [note, "", usage], exitCode: 2 });

/** Runs `account <what> …`, given the words after `account`. */
export async function runAccountCommand(deps: Deps, args: string[]): Promise<CommandResult> {
  const words = readWords(args);
  if (typeof words === "string") return misused(words);
  const { positionals, values } = words;
  const [what, called, key, ...more] = positionals;
  if (values.help || what === undefined) return { ...done([usage]), exitCode: values.help ? 0 : 2 };
  const expected = { create: 1, list: 1, key: 2, revoke: 3, "push-add": 3, "push-remove": 3 }[what];
  if (expected === undefined) return misused(`There is no "account ${what}"`);
  if (positionals.length !== expected || more.length > 0) return misused(`"account ${what}" is asked for differently`);
  if (what === "list") return list(deps);
  if (what === "create") {
    const asked = createSchema.safeParse(values);
    return asked.success ? create(deps, asked.data) : misused(firstIssue(asked.error));
  }
  const found = await findStandaloneAccount(deps, called ?? "");
  if (found.kind === "not-found") return refused(`There is no standalone account "${called ?? ""}". See: account list`);
  if (found.kind === "ambiguous")
    return refused(`Several accounts are called "${called ?? ""}". Give the id instead: account list`);
  if (what === "push-add") return addAddress(deps, found.account, key ?? "");
  if (what === "push-remove") return removeAddress(deps, found.account, key ?? "");
  if (what === "revoke") return revoke(deps, found.account, key ?? "");
  const asked = keySchema.safeParse(values);
  return asked.success ? makeKey(deps, found.account, asked.data) : misused(firstIssue(asked.error));
}

function readWords(args: string[]) {
  try {
    return parseArgs({ args, options, allowPositionals: true });
  } catch (error) {
    // Node says which option it does not know, in a sentence.
    return error instanceof Error ? error.message : String(error);
  }
}

const firstIssue = (error: z.ZodError) => error.issues[0]?.message ?? "The options are not understood";

async function create(deps: Deps, asked: z.infer<typeof createSchema>): Promise<CommandResult> {
  const { email, quota = null } = asked;
  const id = await createStandaloneAccount(deps, { name: asked.name, email, quotaRemaining: quota });
  return done([id], [`The account is made. Make a key for it: account key ${id} --name "Warehouse"`]);
}

async function makeKey(
  deps: Deps,
  account: StandaloneAccount,
  asked: z.infer<typeof keySchema>,
): Promise<CommandResult> {
  const key = { accountId: account.id, name: asked.name, ratePerSecond: asked.rate };
  const issued = await issueApiKey(deps, key);
  if (issued.kind === "too-many-keys") {
    return refused(
      `This account has ${MAX_LIVE_KEYS} keys, which is the most. Take one back first: account revoke ${account.id} <key>`,
    );
  }
  return done(
    [issued.secret],
    ["This is the only time the key is shown. If it is lost, take it back and make another."],
  );
}

async function revoke(deps: Deps, account: StandaloneAccount, key: string): Promise<CommandResult> {
  const met = (await listApiKeys(deps, account.id)).filter(({ id, tail }) => id === key || tail === key);
  const [one] = met;
  if (!one) return refused(`This account has no key in force with the id or ending "${key}". See: account list`);
  if (met.length > 1) return refused(`Several keys end in "${key}". Give the id instead: account list`);
  const { kind } = await revokeApiKey(deps, account.id, one.id);
  return kind === "revoked"
    ? done([one.id], ["The key is taken back: it opens nothing from its next call on."])
    : refused("This key was taken back just now.");
}

async function addAddress(deps: Deps, account: StandaloneAccount, address: string): Promise<CommandResult> {
  const { kind } = await addPushAddress({ ...deps, adminFor: null }, account.id, address);
  switch (kind) {
    case "added":
      return done([address], [`Every change is pushed there, signed with ${account.email}.`]);
    case "bad-address":
      return refused(`"${address}" cannot be called from here. It must begin with https:// and lead to the internet.`);
    case "there-already":
      return refused("This account pushes there already.");
    case "too-many-addresses":
      return refused(
        `This account has ${MAX_PUSH_ADDRESSES} addresses, which is the most. Remove one first: account push-remove`,
      );
    case "no-signer":
      return refused("This account has no e-mail address to sign its pushes with. Make another: account create");
  }
}

async function removeAddress(deps: Deps, account: StandaloneAccount, address: string): Promise<CommandResult> {
  const met = (await listPushAddresses(deps, account.id)).find(
    ({ url }) => url === address || url === URL.parse(address)?.href,
  );
  if (!met) return refused(`This account does not push to "${address}".`);
  await removePushAddress(deps, account.id, met.id);
  return done([met.url], ["Nothing is pushed there any more."]);
}

async function list(deps: Deps): Promise<CommandResult> {
  const accounts = await listStandaloneAccounts(deps);
  if (accounts.length === 0)
    return done([], ["There is no standalone account yet. Make one: account create --email you@example.com"]);
  return done(
    accounts.flatMap(({ id, name: called, email, quotaRemaining, keys }) => [
      [
        id,
        called || "no name",
        email,
        quotaRemaining === null ? "no quota limit" : `${quotaRemaining} numbers left`,
      ].join("  "),
      ...keys.map((key) =>
        [
          `  key …${key.tail}`,
          key.name || "no name",
          key.ratePerSecond === null ? "no rate limit" : `${key.ratePerSecond} calls per second`,
          key.lastUsedAt === null ? "never used" : `last used ${key.lastUsedAt.toISOString()}`,
          key.id,
        ].join("  "),
      ),
    ]),
  );
}
