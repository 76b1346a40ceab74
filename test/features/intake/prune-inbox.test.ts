import { describe, expect } from "vitest";
import { addShop } from "#test/factories/accounts";
import { it as base } from "#test/support/it";
import { readArrivals } from "~/features/merchant/home/overview.queries.server";
import { rememberPush } from "~/features/intake/inbox/inbox.queries.server";
import { pruneInbox } from "~/features/intake/inbox/prune-inbox.server";
import { watchDueWork } from "~/processes/due-work.server";

const it = base
  .extend("account", ({ services }) => addShop(services))
  .extend(
    "webhook",
    ({ services, account }) =>
      async (externalId: string, state: "waiting" | "done" | "refused" | "failed" = "done", shop = account) => {
        await services.db.query(
          `INSERT INTO inbox_message (source, external_id, topic, account_id, received_at, state)
     VALUES ('shopify', $1, 'fulfillments/create', $2, $3, $4::inbox_state)`,
          [externalId, shop.id, services.systemClock.now(), state],
        );
      },
  )
  .extend(
    "push",
    ({ services, account }) =>
      (externalId: string) =>
        rememberPush(services.db, { accountId: account.id, externalId, at: services.systemClock.now() }),
  )
  .extend("known", ({ services, account }) => async (shop = account): Promise<string[]> => {
    const rows = await services.db.query<{ known: string }>(
      "SELECT external_id AS known FROM inbox_message WHERE account_id = $1 ORDER BY id",
      [shop.id],
    );
    return rows.map((row) => row.known);
  })
  .extend("isAskedFor", ({ services, account }) => async (): Promise<boolean> => {
    services.recorded.sent.length = 0;
    await watchDueWork(services).stop();
    return services.recorded.sent.some(
      ({ name, payload }) => name === "prune-inbox" && "accountId" in payload && payload.accountId === account.id,
    );
  });

const DAY_HOURS = 24;

describe("an inbox", () => {
  it("knows for thirty days what it has read, and does not take it twice", async ({
    services,
    account,
    push,
    known,
  }) => {
    await push("told");
    services.systemClock.advance({ hours: 29 * DAY_HOURS });
    await pruneInbox(services, account.id);
    expect(await push("told")).toBe(false);
    services.systemClock.advance({ hours: 2 * DAY_HOURS });
    await pruneInbox(services, account.id);
    expect(await known()).toEqual([]);
  });

  it("forgets only what is done with, and only of this account", async ({ services, account, webhook, known }) => {
    const other = await addShop(services);
    await webhook("theirs", "done", other);
    for (const state of ["done", "waiting", "refused", "failed"] as const) await webhook(state, state);
    services.systemClock.advance({ hours: 31 * DAY_HOURS });
    await webhook("new");
    await pruneInbox(services, account.id);
    expect(await known()).toEqual(["waiting", "refused", "failed", "new"]);
    expect(await known(other)).toEqual(["theirs"]);
  });

  it("keeps what could not be read for a quarter, and what waits for ever", async ({
    services,
    account,
    webhook,
    known,
    isAskedFor,
  }) => {
    for (const state of ["waiting", "refused", "failed"] as const) await webhook(state, state);
    services.systemClock.advance({ hours: 1 });
    await webhook("new");
    services.systemClock.advance({ hours: 89 * DAY_HOURS });
    expect(await isAskedFor()).toBe(false);
    await pruneInbox(services, account.id);
    expect(await known()).toEqual(["waiting", "refused", "failed", "new"]);
    services.systemClock.advance({ hours: DAY_HOURS });
    expect(await isAskedFor()).toBe(true);
    await pruneInbox(services, account.id);
    expect(await known()).toEqual(["waiting", "new"]);
  });

  it("keeps a shop's last webhook, which says when Shopify last told anything", async ({
    services,
    account,
    webhook,
    push,
    known,
  }) => {
    await webhook("first");
    services.systemClock.advance({ hours: 1 });
    const lastAt = services.systemClock.now();
    await webhook("last");
    services.systemClock.advance({ hours: 1 });
    await push("later");
    services.systemClock.advance({ hours: 40 * DAY_HOURS });
    await pruneInbox(services, account.id);
    expect(await known()).toEqual(["last"]);
    expect(await readArrivals(services.db, account.id)).toMatchObject({ lastWebhookAt: lastAt });
  });

  it("is pruned by more than one round", async ({ services, account, known }) => {
    await services.db.query(
      `INSERT INTO inbox_message (source, external_id, topic, account_id, received_at, state)
       SELECT 'provider', 'p' || n, 'tracking/update', $1, $2, 'done' FROM generate_series(1, 2500) AS n`,
      [account.id, services.systemClock.now()],
    );
    services.systemClock.advance({ hours: 31 * DAY_HOURS });
    await pruneInbox(services, account.id);
    expect(await known()).toEqual([]);
  });

  it("is pruned by a job that a worker asks for when there is something to prune, and only then", async ({
    services,
    account,
    webhook,
    push,
    isAskedFor,
  }) => {
    await webhook("first");
    await push("told");
    expect(await isAskedFor()).toBe(false);
    services.systemClock.advance({ hours: 31 * DAY_HOURS });
    expect(await isAskedFor()).toBe(true);
    await pruneInbox(services, account.id);
    expect(await isAskedFor()).toBe(false);
  });
});
