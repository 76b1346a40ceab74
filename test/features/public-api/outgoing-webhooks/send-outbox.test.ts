import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { addApiAccount, addShop } from "#test/factories/accounts";
import { addWaitingParcels, parcelNumbers } from "#test/factories/parcels";
import { reportSample, updateSample } from "#test/factories/updates";
import { createTestDatabase, type TestDatabase } from "#test/support/database";
import { startMisbehavingServer, type Behaviour, type MisbehavingServer } from "#test/support/misbehaving-server";
import { createTestServices, type TestServices } from "#test/support/services";
import { accountsWithDueOutbox } from "~/features/outbox/outbox.queries.server";
import { sendOutbox } from "~/features/public-api/outgoing-webhooks/send-outbox.server";
import { applyUpdates } from "~/features/shipments/apply-update.server";
import { readPush } from "~/providers/tracking/push.server";

const EMAIL = "owner@provider.example";

let database: TestDatabase;
let services: TestServices;
let receiver: MisbehavingServer;
let accountId: string;
let number: string;

beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

beforeEach(async () => {
  services = await createTestServices(database.url);
  accountId = (await addApiAccount(services, { email: EMAIL })).id;
  [number = ""] = parcelNumbers(1);
  await addWaitingParcels(services, accountId, [number]);
});
afterEach(async () => {
  await receiver.close();
  await services[Symbol.asyncDispose]();
});

async function receiving(...behaviours: [Behaviour, ...Behaviour[]]): Promise<void> {
  receiver = await startMisbehavingServer(...behaviours);
  await services.db.prisma.pushAddress.create({
    data: { accountId, url: `${receiver.url}/push`, createdAt: services.clock.now() },
  });
}
const report = (text: string) => {
  services.clock.advance({ seconds: 1 });
  const update = updateSample(number, { updatedAt: services.clock.now(), checkpoints: [reportSample({ text })] });
  return applyUpdates(services, accountId, [update], services.clock.now());
};
const send = () => sendOutbox(services, accountId);
const outbox = () =>
  services.db.prisma.outboxMessage.findMany({
    where: { accountId },
    orderBy: { id: "asc" },
    select: { state: true, attempts: true, lastOutcome: true, nextAttemptAt: true },
  });

describe("a push that goes out", () => {
  it("is signed so that our own reader, and any reader of the documents, believes it", async () => {
    await receiving({ kind: "answer" });
    await report("Departed");
    await send();
    const [request] = receiver.requests;
    expect(request).toMatchObject({ method: "POST", path: "/push", headers: { "content-type": "application/json" } });
    const headers = new Headers({ "x-homeward-signature": String(request?.headers["x-homeward-signature"]) });
    const rawBody = request?.body ?? "";
    const read = readPush({
      kind: "trackingmore-v2",
      headers,
      rawBody,
      secret: EMAIL,
      now: services.systemClock.now(),
    });
    expect(read).toMatchObject({ kind: "hint", numbers: [{ number, courierCode: "usps" }] });
    expect(rawBody).not.toContain("\n");
    expect(JSON.parse(rawBody)).toMatchObject({
      meta: { code: 200 },
      data: {
        tracking_number: number,
        carrier_code: "usps",
        status: "transit",
        lastEvent: expect.stringContaining("Departed"),
      },
      verifyInfo: {
        timeStr: Math.floor(services.systemClock.now().getTime() / 1000),
        signature: expect.stringMatching(/^[0-9a-f]{64}$/),
      },
    });
    expect(await outbox()).toMatchObject([{ state: "sent", attempts: 1, lastOutcome: "HTTP 200" }]);
  });

  it("is sent once", async () => {
    await receiving({ kind: "answer" });
    await report("Departed");
    await Promise.all([send(), send(), send()]);
    await send();
    expect(receiver.requests).toHaveLength(1);
  });

  it("tells the present story even where it is late", async () => {
    await receiving({ kind: "answer", status: 500 }, { kind: "answer" });
    await report("Departed");
    await send();
    await report("Arrived");
    services.clock.advance({ minutes: 1 });
    await send();
    for (const { body } of receiver.requests.slice(1))
      expect(JSON.parse(body)).toMatchObject({ data: { lastEvent: expect.stringContaining("Arrived") } });
  });

  it("is tried fourteen times on the documented schedule, then given up", async () => {
    await receiving({ kind: "answer", status: 503 });
    await report("Departed");
    const waits: number[] = [];
    for (let attempt = 1; attempt <= 13; attempt += 1) {
      await send();
      const [message] = await outbox();
      expect(message).toMatchObject({ state: "waiting", attempts: attempt, lastOutcome: "HTTP 503" });
      waits.push(((message?.nextAttemptAt.getTime() ?? 0) - services.clock.now().getTime()) / 1000);
      services.clock.moveTo(
        message?.nextAttemptAt.getTime() === undefined ? "" : new Date(message.nextAttemptAt.getTime() - 1),
      );
      await send();
      expect(receiver.requests).toHaveLength(attempt);
      services.clock.advance({ ms: 1 });
    }
    expect(waits).toEqual(Array.from({ length: 13 }, (_, index) => 30 * 2 ** index));
    await send();
    expect(await outbox()).toMatchObject([{ state: "given_up", attempts: 14 }]);
    services.clock.advance({ hours: 10_000 });
    await send();
    expect(receiver.requests).toHaveLength(14);
  });

  it.each<[string, Behaviour, string]>([
    ["breaks the connection", { kind: "reset" }, "not reachable"],
    ["redirects", { kind: "answer", status: 302, headers: { location: "http://127.0.0.1:9/" } }, "HTTP 302"],
    ["refuses", { kind: "answer", status: 401 }, "HTTP 401"],
  ])("is not delivered to a receiver that %s", async (_, behaviour, lastOutcome) => {
    await receiving(behaviour);
    await report("Departed");
    await send();
    expect(await outbox()).toMatchObject([{ state: "waiting", attempts: 1, lastOutcome }]);
  });

  it("goes out again after a death between sending and noting it", async () => {
    await receiving({ kind: "answer" });
    await report("Departed");
    const db = {
      ...services.db,
      query: (text: string, values?: readonly unknown[]) =>
        text.includes("UPDATE outbox_message") ? Promise.reject(new Error("killed")) : services.db.query(text, values),
    };
    await expect(sendOutbox({ ...services, db: db as typeof services.db }, accountId)).rejects.toThrow("killed");
    await send();
    expect(receiver.requests).toHaveLength(2);
    expect(await outbox()).toMatchObject([{ state: "sent" }]);
  });

  it("goes to every address, and one that is down holds back no other", async () => {
    await receiving({ kind: "answer" });
    await services.db.prisma.pushAddress.create({
      data: { accountId, url: "http://127.0.0.1:9/closed", createdAt: services.clock.now() },
    });
    await report("Departed");
    await send();
    expect((await outbox()).map((message) => message.state).sort()).toEqual(["sent", "waiting"]);
  });

  it("is left to the next process by one that is told to stop, and sent once", async () => {
    await receiving({ kind: "answer" });
    const createdAt = services.clock.now();
    const urls = Array.from({ length: 20 }, (_, index) => `${receiver.url}/${index}`);
    await services.db.prisma.pushAddress.createMany({ data: urls.map((url) => ({ accountId, url, createdAt })) });
    await report("Departed");
    await using leaving = await createTestServices(database.url, { vault: services.vault, clock: services.clock });
    const outgoingFetch: typeof fetch = (...request) => {
      leaving.beginStop();
      return services.outgoingFetch(...request);
    };
    await sendOutbox({ ...leaving, outgoingFetch }, accountId);
    expect(receiver.requests).toHaveLength(1);
    expect((await outbox()).filter((message) => message.state === "waiting")).toHaveLength(20);
    await send();
    expect(new Set(receiver.requests.map((request) => request.path)).size).toBe(21);
    expect(receiver.requests).toHaveLength(21);
  });

  it("is forgotten with its address, and waits while its shop is away", async () => {
    await receiving({ kind: "answer" });
    await report("Departed");
    expect(await accountsWithDueOutbox(services.db, services.clock.now())).toContain(accountId);
    await services.db.query("UPDATE account SET uninstalled_at = now() WHERE id = $1", [accountId]);
    await send();
    expect(await accountsWithDueOutbox(services.db, services.clock.now())).not.toContain(accountId);
    await services.db.query("UPDATE account SET uninstalled_at = NULL WHERE id = $1", [accountId]);
    await services.db.query("DELETE FROM push_address WHERE account_id = $1", [accountId]);
    await send();
    expect(await accountsWithDueOutbox(services.db, services.clock.now())).not.toContain(accountId);
    expect(receiver.requests).toEqual([]);
  });

  it("goes to nobody else's address", async () => {
    await receiving({ kind: "answer" });
    const other = await addShop(services);
    await services.db.prisma.pushAddress.create({
      data: { accountId: other.id, url: `${receiver.url}/other`, createdAt: services.clock.now() },
    });
    await report("Departed");
    await send();
    await sendOutbox(services, other.id);
    expect(receiver.requests.map((request) => request.path)).toEqual(["/push"]);
  });
});

describe("a receiver that keeps every call waiting", () => {
  const SILENT = "http://127.0.0.1:9/silent";
  const PARCELS = 30;

  const reportAll = async (numbers: readonly string[]) => {
    await addWaitingParcels(services, accountId, [...numbers]);
    const at = services.clock.now();
    const updates = numbers.map((each) => updateSample(each, { updatedAt: at, checkpoints: [reportSample()] }));
    await applyUpdates(services, accountId, updates, at);
  };

  it("takes no turn of another address, and is left alone for half a minute without losing an attempt", async () => {
    await services.db.prisma.pushAddress.create({
      data: { accountId, url: SILENT, createdAt: services.clock.now() },
    });
    await receiving({ kind: "answer" });
    await reportAll(parcelNumbers(PARCELS));
    const waiting: ((error: DOMException) => void)[] = [];
    let silentAnswers = false;
    const outgoingFetch: typeof fetch = (input, init) => {
      if (input !== SILENT) return services.outgoingFetch(input, init);
      if (silentAnswers) return services.outgoingFetch(`${receiver.url}/back`, init);
      return new Promise((_, reject) => waiting.push(reject));
    };
    const sending = sendOutbox({ ...services, outgoingFetch }, accountId);
    await vi.waitFor(() => expect(receiver.requests).toHaveLength(PARCELS));
    for (const reject of waiting) reject(new DOMException("No answer", "TimeoutError"));
    await sending;

    expect(waiting).toHaveLength(8);
    const left = (await outbox()).filter((message) => message.state === "waiting");
    expect(left.filter((message) => message.attempts === 1)).toHaveLength(8);
    expect(left.filter((message) => message.attempts === 0)).toHaveLength(PARCELS - 8);
    const soon = services.clock.now().getTime() + 30_000;
    expect(left.every((message) => message.nextAttemptAt.getTime() === soon)).toBe(true);

    silentAnswers = true;
    services.clock.advance({ seconds: 30 });
    await sendOutbox({ ...services, outgoingFetch }, accountId);
    expect(receiver.requests.filter(({ path }) => path === "/back")).toHaveLength(PARCELS);
    expect((await outbox()).filter((message) => message.state === "waiting")).toEqual([]);
  });

  it("is not tried again in the same turn, whatever comes for it meanwhile", async () => {
    await services.db.prisma.pushAddress.create({
      data: { accountId, url: SILENT, createdAt: services.clock.now() },
    });
    await receiving({ kind: "answer" });
    await reportAll(parcelNumbers(1));
    let calls = 0;
    const outgoingFetch: typeof fetch = async (input, init) => {
      if (input !== SILENT) return services.outgoingFetch(input, init);
      calls += 1;
      services.clock.advance({ seconds: 10 });
      await reportAll(parcelNumbers(1));
      throw new DOMException("No answer", "TimeoutError");
    };
    await sendOutbox({ ...services, outgoingFetch }, accountId);
    expect(calls).toBe(1);
    expect(receiver.requests).toHaveLength(2);
    const waiting = (await outbox()).filter((message) => message.state === "waiting");
    expect(waiting.map((message) => message.attempts)).toEqual([1, 0]);
  });

  it("gives other accounts their turn, however much waits for it", async () => {
    await receiving({ kind: "answer" });
    await reportAll(parcelNumbers(100));
    const slow: typeof fetch = (input, init) => {
      services.systemClock.advance({ seconds: 9 });
      return services.outgoingFetch(input, init);
    };
    await sendOutbox({ ...services, outgoingFetch: slow }, accountId);
    expect(receiver.requests.length).toBeLessThan(100);
    expect(await accountsWithDueOutbox(services.db, services.clock.now())).toContain(accountId);
    await send();
    expect(receiver.requests).toHaveLength(100);
  });
});
