import pLimit from "p-limit";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Database } from "~/platform/database/client.server";
import type { Vault } from "~/platform/vault.server";
import { contactHashes } from "~/features/account/contact-hashes.server";
import { findOrderForShopper, type LookUp } from "~/features/shopper/look-up/find.server";
import { usualAllowances, type LookUpLimit } from "~/features/shopper/look-up/look-up-limit";
import { addShop, decide, shopDomain, startLookUps, type LookUps } from "./shop-with-orders";
import { cases } from "#test/support/cases";

const tries = cases(10_000, 2_000);
const orders = 100;
const atOnce = 16;

let shops: LookUps;

const emailOf = (order: number) => `buyer${order}@example.com`;
const phoneOf = (order: number) => `+1555${String(1_000_000 + order)}`;

beforeAll(async () => {
  shops = await startLookUps();
  const account = await addShop(shops, shopDomain);
  const other = await addShop(shops, "other-shop.myshopify.com");
  await decide(shops, account, { lookUpBy: ["email"] });
  await shops.db.query("UPDATE account SET proxy_path = '/apps/track'");
  for (const accountId of [account, other]) {
    const rows = Array.from({ length: orders }, (_, order) => {
      const nameKey = String(1001 + order + (accountId === other ? 5_000 : 0));
      const contact = { email: emailOf(order), phone: phoneOf(order), postalCode: "40003" };
      const { emailHash, phoneHash } = contactHashes(shops.vault, accountId, { nameKey, countryCode: "US" }, contact);
      return { nameKey, emailHash, phoneHash };
    });
    await shops.db.query(
      `INSERT INTO "order" (account_id, shopify_order_id, name, name_key, email_hash, phone_hash)
       SELECT $1, name, '#' || name, name, email, phone FROM unnest($2::text[], $3::bytea[], $4::bytea[]) AS o(name, email, phone)`,
      [accountId, rows.map((row) => row.nameKey), rows.map((row) => row.emailHash), rows.map((row) => row.phoneHash)],
    );
  }
});
afterAll(() => shops.stop());
beforeEach(() => shops.db.query("DELETE FROM look_up_miss"));

interface Try {
  kind: string;
  orderName: string;
  contact: string;
  visitor: string;
  shopDomain: string;
}

const addressOf = (index: number) => `10.${index >> 16}.${(index >> 8) & 255}.${index & 255}`;

/** The same disorder in every run. */
function shuffled<Item>(items: readonly Item[], seed: number): Item[] {
  let state = seed;
  const keyed = items.map((item) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return { item, place: state };
  });
  return keyed.sort((one, other) => one.place - other.place).map(({ item }) => item);
}

/** Some at once, as bots do. */
async function inParallel<Item, Result>(
  items: readonly Item[],
  work: (item: Item) => Promise<Result>,
): Promise<Result[]> {
  return pLimit(atOnce).map(items, work);
}

/** One look-up, with what it cost. */
async function costOf(
  { orderName, contact, visitor, shopDomain: shop }: Try,
  given: Pick<ReturnType<LookUps["deps"]>, "turns"> & { limit: LookUpLimit },
) {
  const cost = { queries: 0, hashes: 0 };
  const deps = shops.deps();
  const db: Database = {
    ...shops.db,
    query: (text, values, name) => {
      cost.queries += 1;
      return shops.db.query(text, values, name);
    },
  };
  const vault: Vault = {
    ...shops.vault,
    keyedHash: (...values) => {
      cost.hashes += 1;
      return shops.vault.keyedHash(...values);
    },
  };
  const outcome = await findOrderForShopper(
    { ...deps, ...given, db, vault },
    {
      shopDomain: shop,
      pathPrefix: "/apps/track",
      visitor,
      language: "en",
      asked: { by: "contact", orderName, contact },
    },
  );
  return { outcome, cost };
}

const countOf = (outcomes: readonly LookUp[], kind: LookUp["kind"]) =>
  outcomes.filter((outcome) => outcome.kind === kind).length;

describe("with the limiter off", () => {
  const off: LookUpLimit = { isSpent: () => false, countMiss: async () => 0 };

  it(`${tries.toLocaleString("en")} look-ups over 100 orders answer exactly the 100 pairs, and a miss costs the same whatever is wrong`, async () => {
    const misses: ((at: number) => Pick<Try, "kind" | "orderName" | "contact"> & { shopDomain?: string })[] = [
      (at) => ({
        kind: "another buyer's e-mail",
        orderName: `#${1001 + (at % orders)}`,
        contact: emailOf((at + 1) % orders),
      }),
      (at) => ({ kind: "nobody's e-mail", orderName: `#${1001 + (at % orders)}`, contact: `guess${at}@example.com` }),
      (at) => ({ kind: "no such order", orderName: `#${200_000 + at}`, contact: emailOf(at % orders) }),
      (at) => ({ kind: "another shop's order", orderName: `#${6001 + (at % orders)}`, contact: emailOf(at % orders) }),
      (at) => ({ kind: "a way not allowed", orderName: `#${1001 + (at % orders)}`, contact: phoneOf(at % orders) }),
      (at) => ({
        kind: "an unknown shop",
        orderName: `#${1001 + (at % orders)}`,
        contact: emailOf(at % orders),
        shopDomain: "unknown.myshopify.com",
      }),
    ];
    const valid = Array.from({ length: orders }, (_, order) => ({
      kind: "a pair",
      orderName: `#${1001 + order}`,
      contact: emailOf(order),
    }));
    const wrong = Array.from({ length: tries - orders }, (_, at) => misses[at % misses.length]?.(at));
    const all = [...valid, ...wrong.filter((miss) => miss !== undefined)].map((entry, index) => ({
      shopDomain,
      ...entry,
      visitor: addressOf(index),
    }));
    expect(all).toHaveLength(tries);
    const { turns } = shops.deps();
    const reported = await inParallel(shuffled(all, 7), async (entry) => ({
      entry,
      ...(await costOf(entry, { turns, limit: off })),
    }));

    const found = reported.filter(({ outcome }) => outcome.kind === "found");
    expect(found.every(({ entry }) => entry.kind === "a pair")).toBe(true);
    expect(new Set(found.map(({ outcome }) => outcome.kind === "found" && outcome.answer.order.name)).size).toBe(
      orders,
    );
    expect(found).toHaveLength(orders);
    const costs = Map.groupBy(
      reported.filter(({ entry }) => entry.kind !== "a pair"),
      ({ entry }) => entry.kind,
    );
    expect(costs.size).toBe(misses.length);
    for (const [kind, ofKind] of costs) {
      const answers = new Set(ofKind.map(({ outcome }) => JSON.stringify(outcome)));
      const prices = new Set(ofKind.map(({ cost }) => `${cost.queries} queries, ${cost.hashes} hashes`));
      expect([kind, ...answers, ...prices]).toEqual([kind, '{"kind":"not-found"}', "2 queries, 8 hashes"]);
    }
  }, 120_000);
});

describe("with the limiter on", () => {
  const known = 10;
  const guesses = 200;
  /**
   * Several times what is allowed; whatever comes after that is refused unseen, a thousand times or
   * ten thousand.
   */
  const botTries = known * guesses;

  /**
   * For each order all its guesses, the right one among the last half, where the bot does not know.
   */
  const attempts = (visitorOf: (index: number) => string): Try[] => {
    const perOrder = Array.from({ length: known }, (_, order) => {
      const wrong = Array.from({ length: guesses - 1 }, (__, at) => `guess${at}@example.com`);
      const place = guesses / 2 + ((order * 7_919) % (guesses / 2));
      return [...wrong.slice(0, place), emailOf(order), ...wrong.slice(place)];
    });
    const rounds = Array.from({ length: guesses }, (_, at) =>
      shuffled(
        perOrder.map((mails, order) => ({
          kind: "a guess",
          orderName: `#${1001 + order}`,
          contact: mails[at] ?? "",
          shopDomain,
        })),
        at,
      ),
    );
    return rounds.flat().map((attempt, index) => ({ ...attempt, visitor: visitorOf(index) }));
  };

  it.each([
    ["one address", () => "192.0.2.1", usualAllowances.visitor.misses],
    ["as many addresses", addressOf, known * usualAllowances.order.misses],
  ])(
    "a bot at %s tries 2,000 times and gets none",
    async (_, visitorOf, allowed) => {
      const { turns } = shops.deps();
      const { limit } = shops.deps(usualAllowances);
      const outcomes = await inParallel(
        attempts(visitorOf),
        async (attempt) => (await costOf(attempt, { turns, limit })).outcome,
      );
      expect(outcomes).toHaveLength(botTries);
      expect(countOf(outcomes, "found")).toBe(0);
      // Tries under way at once may each be the last that is allowed.
      expect(countOf(outcomes, "not-found")).toBeLessThanOrEqual(allowed * 1.1);
      expect(countOf(outcomes, "too-many")).toBeGreaterThanOrEqual(botTries - allowed * 1.1);
    },
    120_000,
  );

  it("its buyer still finds an order that was not guessed at, and a guessed one after an hour", async () => {
    const { turns } = shops.deps();
    const { limit } = shops.deps(usualAllowances);
    const guess = (index: number): Try => ({
      kind: "",
      orderName: "#1001",
      contact: `guess${index}@example.com`,
      visitor: addressOf(index),
      shopDomain,
    });
    for (let index = 0; index < usualAllowances.order.misses; index++) await costOf(guess(index), { turns, limit });
    const buyer = (order: number) => ({ ...guess(99), orderName: `#${1001 + order}`, contact: emailOf(order) });
    expect((await costOf(buyer(1), { turns, limit })).outcome.kind).toBe("found");
    expect((await costOf(buyer(0), { turns, limit })).outcome.kind).toBe("too-many");
    shops.clock.advance({ hours: 1 });
    expect((await costOf(buyer(0), { turns, limit })).outcome.kind).toBe("found");
  });
});
