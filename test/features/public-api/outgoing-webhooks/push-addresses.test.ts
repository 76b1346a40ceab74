import { describe, expect } from "vitest";
import { addApiAccount, addShop } from "#test/factories/accounts";
import { addWaitingParcels, parcelNumbers } from "#test/factories/parcels";
import { reportSample, updateSample } from "#test/factories/updates";
import { itWithNewServices } from "#test/support/it";
import { startMisbehavingServer, type Behaviour, type MisbehavingServer } from "#test/support/misbehaving-server";
import {
  addPushAddress,
  pushOverview,
  removePushAddress,
  retryPush,
  sendTestPush,
} from "~/features/public-api/outgoing-webhooks/push-addresses.server";
import { prunePushLog } from "~/features/public-api/outgoing-webhooks/prune-log.server";
import { sendOutbox } from "~/features/public-api/outgoing-webhooks/send-outbox.server";
import { applyUpdates } from "~/features/shipments/apply-update.server";
import { watchDueWork } from "~/processes/due-work.server";
import type { AdminClient } from "~/providers/shopify/admin-client.server";
import { verifyBody, verifyPush } from "~/tracking-api/contract/signature";

const EMAIL = "owner@shop.example";
const HOUR_MS = 3_600_000;

let receiver: MisbehavingServer;
const open: MisbehavingServer[] = [];

const it = itWithNewServices
  .extend("accountId", async ({ services }) => (await addShop(services)).id)
  .extend(
    "sign",
    ({ services }) =>
      (id: string) =>
        services.db.prisma.account.update({
          where: { id },
          data: { emailEnc: new Uint8Array(services.vault.encrypt(EMAIL)) },
        }),
  )
  .extend(
    "add",
    ({ services, accountId }) =>
      (url: string, id = accountId) =>
        addPushAddress(services, id, url),
  )
  .extend(
    "overview",
    ({ services, accountId }) =>
      (id = accountId) =>
        pushOverview(services, id),
  )
  .extend(
    "send",
    ({ services, accountId }) =>
      () =>
        sendOutbox(services, accountId),
  )

  /** A receiver the shop has told us about; answers the id of its address. */
  .extend("receiving", ({ add, overview }) => async (...behaviours: [Behaviour, ...Behaviour[]]): Promise<string> => {
    receiver = await startMisbehavingServer(...behaviours);
    open.push(receiver);
    expect(await add(`${receiver.url}/push`)).toEqual({ kind: "added" });
    return (await overview()).addresses[0]?.id ?? "";
  })
  .extend("changedParcel", ({ services, accountId }) => async (): Promise<string> => {
    const [number = ""] = parcelNumbers(1);
    await addWaitingParcels(services, accountId, [number]);
    services.clock.advance({ seconds: 1 });
    const checkpoints = [reportSample({ text: "Departed" })];
    const update = updateSample(number, { updatedAt: services.clock.now(), checkpoints });
    await applyUpdates(services, accountId, [update], services.clock.now());
    return number;
  });

it.beforeEach(async ({ accountId, sign }) => {
  await sign(accountId);
  return async () => {
    for (const server of open.splice(0)) await server.close();
  };
});

function expectSigned(request: MisbehavingServer["requests"][number] | undefined): void {
  const body = request?.body ?? "";
  const { verifyInfo } = JSON.parse(body) as { verifyInfo: { timeStr: unknown; signature: unknown } };
  expect(verifyPush(EMAIL, verifyInfo)).toBe(true);
  expect(verifyBody(EMAIL, body, String(request?.headers["x-homeward-signature"]))).toBe(true);
  expect(body).not.toContain("\n");
}

describe("a push address", () => {
  it.for([
    "",
    "shop.example/push",
    "ftp://shop.example/push",
    "https://user:secret@shop.example/",
    "javascript:alert(1)",
  ])("is not taken as %j", async (url, { add }) => {
    expect(await add(url)).toEqual({ kind: "bad-address" });
  });

  it.for([
    "http://shop.example/push",
    "https://localhost/push",
    "https://127.0.0.1/push",
    "https://10.1.2.3/push",
    "https://169.254.169.254/latest",
    "https://[::1]/push",
  ])("is not taken in production as %s", async (url, { services, accountId, overview }) => {
    const env = { ...services.env, ALLOW_PRIVATE_ADDRESSES: false };
    expect(await addPushAddress({ ...services, env }, accountId, url)).toEqual({ kind: "bad-address" });
    const fine = await addPushAddress({ ...services, env }, accountId, " https://shop.example/push ");
    expect(fine).toEqual({ kind: "added" });
    expect((await overview()).addresses).toMatchObject([{ url: "https://shop.example/push" }]);
  });

  it("is one of four at most, and there once, however many are added at the same time", async ({ add, overview }) => {
    const urls = Array.from({ length: 10 }, (_, index) => `https://shop.example/${index % 5}`);
    const kinds = (await Promise.all(urls.map((url) => add(url)))).map(({ kind }) => kind);
    expect(kinds.filter((kind) => kind === "added")).toHaveLength(4);
    const { addresses } = await overview();
    expect(new Set(addresses.map(({ url }) => url)).size).toBe(4);
    expect(await add(addresses[0]?.url ?? "")).toEqual({ kind: "there-already" });
    expect(await add("https://shop.example/another")).toEqual({ kind: "too-many-addresses" });
  });

  it("asks Shopify who signs where that is not known yet, and is not taken while nobody does", async ({
    services,
    add,
    overview,
  }) => {
    const { id, shop } = await addShop(services);
    expect(await add("https://shop.example/push", id)).toEqual({ kind: "no-signer" });
    const data = { shop: { name: "A shop", email: EMAIL, ianaTimezone: "UTC" } };
    const asked: string[] = [];
    const adminFor = (name: string): AdminClient => {
      asked.push(name);
      return { query: () => Promise.resolve({ kind: "ok", data }) };
    };
    expect(await addPushAddress({ ...services, adminFor }, id, "https://shop.example/push")).toEqual({ kind: "added" });
    expect(asked).toEqual([shop]);
    expect(await overview(id)).toMatchObject({ signer: EMAIL });
    const standalone = await addApiAccount(services, { email: EMAIL });
    expect(await add("https://service.example/push", standalone.id)).toEqual({ kind: "added" });
  });
});

describe("a shop's push", () => {
  it("goes out in the v2 format, signed with the shop's e-mail, and is in the log", async ({
    services,
    accountId,
    overview,
    send,
    receiving,
    changedParcel,
  }) => {
    await receiving({ kind: "answer" });
    const number = await changedParcel();
    expect(services.recorded.sent).toContainEqual({ name: "send-outbox", payload: { accountId } });
    await send();
    expect(receiver.requests).toHaveLength(1);
    expectSigned(receiver.requests[0]);
    expect(JSON.parse(receiver.requests[0]?.body ?? "")).toMatchObject({ data: { tracking_number: number } });
    const url = `${receiver.url}/push`;
    const sent = { state: "sent", attempts: 1, outcome: "HTTP 200", isTest: false, attemptedAt: services.clock.now() };
    expect((await overview()).log).toMatchObject([{ trackingNumber: number, url, ...sent }]);
  });

  it("that was not taken waits in the log with its next try, and is sent at once when asked for", async ({
    services,
    accountId,
    overview,
    send,
    receiving,
    changedParcel,
  }) => {
    await receiving({ kind: "answer", status: 503 }, { kind: "answer" });
    await changedParcel();
    await send();
    const [waiting] = (await overview()).log;
    const nextAttemptAt = new Date(services.clock.now().getTime() + 30_000);
    expect(waiting).toMatchObject({ state: "waiting", attempts: 1, outcome: "HTTP 503", nextAttemptAt });
    await send();
    expect(receiver.requests).toHaveLength(1);
    services.recorded.sent.length = 0;
    expect(await retryPush(services, accountId, waiting?.id ?? "")).toEqual({ kind: "hurried" });
    expect(services.recorded.sent).toEqual([{ name: "send-outbox", payload: { accountId } }]);
    await send();
    expect((await overview()).log).toMatchObject([{ state: "sent", attempts: 2, outcome: "HTTP 200" }]);
    expect(await retryPush(services, accountId, waiting?.id ?? "")).toEqual({ kind: "not-found" });
  });

  it("that was given up gets one more attempt when asked for, and stays given up if that fails", async ({
    services,
    accountId,
    overview,
    send,
    receiving,
    changedParcel,
  }) => {
    await receiving({ kind: "answer", status: 500 });
    await changedParcel();
    const { log } = await overview();
    const id = log[0]?.id ?? "";
    await services.db.query("UPDATE outbox_message SET state = 'given-up', attempts = 14 WHERE id = $1", [id]);
    expect(await retryPush(services, accountId, id)).toEqual({ kind: "hurried" });
    await send();
    expect((await overview()).log).toMatchObject([{ state: "given-up", attempts: 15, outcome: "HTTP 500" }]);
    expect(receiver.requests).toHaveLength(1);
  });

  it("is no other shop's to see or to send again", async ({ services, overview, send, receiving, changedParcel }) => {
    await receiving({ kind: "answer", status: 503 });
    await changedParcel();
    await send();
    const [push] = (await overview()).log;
    const other = await addShop(services);
    expect((await overview(other.id)).log).toEqual([]);
    expect(await retryPush(services, other.id, push?.id ?? "")).toEqual({ kind: "not-found" });
    const address = (await overview()).addresses[0]?.id ?? "";
    expect(await removePushAddress(services, other.id, address)).toEqual({ kind: "not-found" });
    expect(await sendTestPush(services, other.id, address)).toEqual({ kind: "not-found" });
    expect((await overview()).addresses).toHaveLength(1);
  });

  it("is not sent any more once its address is removed, and the log says so", async ({
    services,
    accountId,
    overview,
    send,
    receiving,
    changedParcel,
  }) => {
    const addressId = await receiving({ kind: "answer", status: 503 });
    await changedParcel();
    await send();
    const [push] = (await overview()).log;
    expect(await removePushAddress(services, accountId, addressId)).toEqual({ kind: "removed" });
    expect((await overview()).log).toMatchObject([{ state: "given-up", url: null }]);
    expect(await retryPush(services, accountId, push?.id ?? "")).toEqual({ kind: "not-found" });
    services.clock.advance({ hours: 1 });
    await send();
    expect(receiver.requests).toHaveLength(1);
    expect(await removePushAddress(services, accountId, addressId)).toEqual({ kind: "not-found" });
  });
});

describe("a test push", () => {
  it("is a whole signed push, told about at once and in the log", async ({
    services,
    accountId,
    overview,
    receiving,
  }) => {
    const addressId = await receiving({ kind: "answer", status: 204 });
    const tried = await sendTestPush(services, accountId, addressId);
    expect(tried).toEqual({ kind: "tried", ok: true, outcome: "HTTP 204" });
    expectSigned(receiver.requests[0]);
    expect((await overview()).log).toMatchObject([{ isTest: true, state: "sent", outcome: "HTTP 204", attempts: 1 }]);
  });

  it.for<[Behaviour, string]>([
    [{ kind: "answer", status: 401 }, "HTTP 401"],
    [{ kind: "reset" }, "not reachable"],
  ])("says what came of it: %j", async ([behaviour, outcome], { services, accountId, overview, send, receiving }) => {
    const addressId = await receiving(behaviour);
    expect(await sendTestPush(services, accountId, addressId)).toEqual({ kind: "tried", ok: false, outcome });
    const { log } = await overview();
    expect(log).toMatchObject([{ isTest: true, state: "given-up", outcome }]);
    expect(await retryPush(services, accountId, log[0]?.id ?? "")).toEqual({ kind: "not-found" });
    await send();
    expect(receiver.requests).toHaveLength(1);
  });
});

describe("the log of pushes", () => {
  it("shows the newest twenty", async ({ services, accountId, overview, receiving }) => {
    const addressId = await receiving({ kind: "answer" });
    for (let count = 0; count < 25; count += 1) await sendTestPush(services, accountId, addressId);
    const { log } = await overview();
    expect(log).toHaveLength(20);
    const ids = log.map(({ id }) => Number(id));
    expect(ids).toEqual([...ids].sort((one, other) => other - one));
  });

  it("keeps thirty days of what is over, and all that still waits", async ({
    services,
    accountId,
    overview,
    send,
    receiving,
    changedParcel,
  }) => {
    const addressId = await receiving({ kind: "answer" }, { kind: "answer", status: 503 });
    await sendTestPush(services, accountId, addressId);
    await changedParcel();
    await send();
    services.clock.advance({ ms: 29 * 24 * HOUR_MS });
    await prunePushLog(services, accountId);
    expect((await overview()).log).toHaveLength(2);
    services.clock.advance({ ms: 25 * HOUR_MS });
    await prunePushLog(services, accountId);
    expect((await overview()).log).toMatchObject([{ state: "waiting" }]);
  });

  it("is pruned by a job that a worker asks for when there is something to prune", async ({
    services,
    accountId,
    receiving,
  }) => {
    const addressId = await receiving({ kind: "answer" });
    await sendTestPush(services, accountId, addressId);
    const asked = async () => {
      services.recorded.sent.length = 0;
      const watch = watchDueWork(services);
      await watch.stop();
      return services.recorded.sent.some(
        ({ name, payload }) => name === "prune-push-log" && "accountId" in payload && payload.accountId === accountId,
      );
    };
    expect(await asked()).toBe(false);
    services.clock.advance({ ms: 31 * 24 * HOUR_MS });
    expect(await asked()).toBe(true);
  });
});
