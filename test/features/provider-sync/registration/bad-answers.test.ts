import { describe, expect } from "vitest";
import { addApiAccount, addConnection } from "#test/factories/accounts";
import { addWaitingParcels, ledgerOf, parcelNumbers } from "#test/factories/parcels";
import { itWithNewServices } from "#test/support/it";
import type { Fault } from "#test/support/scripted-provider";
import { notDeliveredPage } from "~/features/merchant/sync-problems/sync-problems.server";
import { retryRegistration } from "~/features/merchant/sync-problems/retry.server";
import { workConnection } from "~/features/provider-sync/work-connection.server";
import { shipmentDetails } from "~/features/merchant/shipments/details.server";

/** More calls than any test makes: the fault lasts until it is lifted. */
const FOR_GOOD = 1_000_000;
const NOTHING_DONE = JSON.stringify({
  meta: { code: 201, type: "Created", message: "" },
  data: { trackings: [], errors: [] },
});

const it = itWithNewServices
  .extend("options", { scope: "file" }, { providerTimeoutMs: 150 })
  .extend("accountId", async ({ services }) => (await addApiAccount(services)).id)
  .extend("connection", { auto: true }, ({ services, provider, accountId }) =>
    addConnection(services, accountId, { baseUrl: provider.baseUrl }),
  )
  .extend(
    "work",
    ({ services, connection }) =>
      () =>
        workConnection(services, connection.id),
  )
  .extend(
    "creates",
    ({ provider }) =>
      () =>
        provider.calls.filter((call) => call.method === "POST"),
  )
  .extend(
    "state",
    ({ services, connection }) =>
      () =>
        services.db.prisma.connection.findUniqueOrThrow({
          where: { id: connection.id },
          select: { state: true, stateDetail: true, retryAt: true, silentUntil: true },
        }),
  )
  .extend(
    "notDelivered",
    ({ services, accountId }) =>
      async () =>
        (await notDeliveredPage(services, accountId, new URLSearchParams())).parcels.rows.map(({ number, reason }) => ({
          number,
          reason,
        })),
  )

  /** Lets time pass from one moment at which something falls due to the next. */
  .extend("passHours", ({ services, accountId, work, state }) => async (hours: number): Promise<void> => {
    const end = services.clock.now().getTime() + hours * 3_600_000;
    for (;;) {
      await work();
      const now = services.clock.now().getTime();
      const { retryAt, silentUntil } = await state();
      const open = await services.db.prisma.registration.findMany({
        where: { accountId, state: { in: ["waiting", "unknown"] } },
        select: { notBefore: true },
      });
      const paused = Math.max(retryAt?.getTime() ?? 0, silentUntil?.getTime() ?? 0);
      const due = Math.max(paused, Math.min(...open.map((row) => row.notBefore.getTime())));
      services.clock.moveTo(new Date(Math.min(end, Math.max(due, now + 1_000))));
      if (due > end) return;
    }
  })
  .extend("expectChargedOnce", ({ services, provider, accountId }) => async (numbers: string[]): Promise<void> => {
    expect((await ledgerOf(services, accountId)).map(({ number, state: at }) => [number, at])).toEqual(
      numbers.map((number) => [number, "registered"]),
    );
    expect([...provider.charges].sort()).toEqual(numbers.map((number) => [`${number}|usps`, 1]));
  });

const nonsense: [string, string][] = [
  ["a web page", "<!doctype html><title>Service notice</title>"],
  ["half of the JSON", '{"meta":{"code":201,"type":"Created","message":""},"data":{"trackings":[{"tracki'],
  ["JSON of another shape", '{"ok":true}'],
  ["data of another shape", '{"meta":{"code":200},"data":{"trackings":"all of them"}}'],
  ["nothing", ""],
];

describe("a create that is answered with", () => {
  it.for(nonsense)(
    "%s for hours is tried ever more rarely, and told; then all is registered, once",
    async ([_, answer], { services, provider, accountId, creates, state, passHours, expectChargedOnce }) => {
      const numbers = parcelNumbers(3);
      await addWaitingParcels(services, accountId, numbers);
      provider.fail({ mode: "rewritten", when: "before", path: "/batch", calls: FOR_GOOD, rewrite: () => answer });
      await passHours(3);
      expect(creates().length).toBeGreaterThan(5);
      expect(creates().length, "with nothing to slow it down there would be thousands").toBeLessThanOrEqual(40);
      expect(await state()).toMatchObject({ state: "unreadable", stateDetail: expect.stringMatching(/\w/) });
      expect((await ledgerOf(services, accountId)).every((row) => row.state !== "rejected")).toBe(true);
      expect(provider.charges.size).toBe(0);
      provider.lift();
      await passHours(2);
      await expectChargedOnce(numbers);
      expect(await state()).toMatchObject({ state: "ok" });
    },
  );

  it("nonsense for days is given up, and reaches the list of what was not delivered; a retry registers it", async ({
    services,
    provider,
    accountId,
    work,
    creates,
    notDelivered,
    passHours,
    expectChargedOnce,
  }) => {
    const [number = ""] = parcelNumbers(1);
    await addWaitingParcels(services, accountId, [number]);
    provider.fail({ mode: "html", when: "before", path: "/batch", calls: FOR_GOOD });
    await passHours(60);
    expect(await ledgerOf(services, accountId)).toMatchObject([{ state: "rejected", reason: "unanswered", spent: 0 }]);
    const given = creates().length;
    expect(given).toBeLessThanOrEqual(40);
    expect(await notDelivered()).toEqual([{ number, reason: "unanswered" }]);
    await passHours(10);
    expect(creates()).toHaveLength(given);
    provider.lift();
    const { id } = await services.db.prisma.shipment.findFirstOrThrow({ where: { accountId } });
    expect(await retryRegistration(services, accountId, id)).toEqual({ kind: "requeued" });
    await work();
    await expectChargedOnce([number]);
    expect(await notDelivered()).toEqual([]);
  });

  it("silence about its numbers, again and again, is given up after five times each", async ({
    services,
    provider,
    accountId,
    creates,
    notDelivered,
    passHours,
  }) => {
    const numbers = parcelNumbers(2);
    await addWaitingParcels(services, accountId, numbers);
    provider.fail({ mode: "rewritten", when: "before", path: "/batch", calls: FOR_GOOD, rewrite: () => NOTHING_DONE });
    await passHours(1);
    expect(await ledgerOf(services, accountId)).toMatchObject(
      numbers.map(() => ({ state: "rejected", reason: "unanswered", submissions: 5, spent: 0 })),
    );
    expect(creates()).toHaveLength(5);
    expect((await notDelivered()).map((row) => row.reason)).toEqual(["unanswered", "unanswered"]);
  });

  it("nonsense because of one number lets all the others through", async ({
    services,
    provider,
    accountId,
    passHours,
  }) => {
    const numbers = parcelNumbers(6);
    const [poison = ""] = numbers;
    await addWaitingParcels(services, accountId, numbers);
    provider.breakOn(poison);
    await passHours(2);
    expect((await ledgerOf(services, accountId)).map(({ number, state: at }) => [number, at === "registered"])).toEqual(
      numbers.map((number) => [number, number !== poison]),
    );
    expect([...provider.charges.values()]).toEqual([1, 1, 1, 1, 1]);
  });

  it("want of quota for days does not count against a number", async ({
    services,
    provider,
    accountId,
    passHours,
    expectChargedOnce,
  }) => {
    const [number = ""] = parcelNumbers(1);
    await addWaitingParcels(services, accountId, [number]);
    provider.memory.quota = 0;
    await passHours(50);
    provider.memory.quota = 10;
    provider.fail({ mode: "reset", when: "before", path: "/batch" });
    await passHours(3);
    await expectChargedOnce([number]);
  });

  it("a refusal in strange letters keeps the letters, but for those no database takes", async ({
    services,
    provider,
    accountId,
    work,
  }) => {
    const [number = ""] = parcelNumbers(1);
    await addWaitingParcels(services, accountId, [number]);
    const message = "<script>alert(1)</script> \u{1f4e6}\u0000 \ud83d";
    const refusal = { tracking_number: number, carrier_code: "usps", code: 4014, message };
    const answer = { meta: { code: 201, type: "", message: "" }, data: { trackings: [], errors: [refusal] } };
    provider.fail({ mode: "rewritten", when: "before", path: "/batch", rewrite: () => JSON.stringify(answer) });
    await work();
    expect(await ledgerOf(services, accountId)).toMatchObject([
      { state: "rejected", reason: "invalid-number", code: 4014 },
    ]);
    const { id } = await services.db.prisma.shipment.findFirstOrThrow({ where: { accountId } });
    const details = await shipmentDetails(services, accountId, id);
    expect(JSON.stringify(details)).toContain("<script>alert(1)</script> \u{1f4e6} \ufffd");
  });

  it("a refusal of the whole call in strange letters is stored, and the connection says so", async ({
    services,
    provider,
    accountId,
    work,
    state,
    passHours,
    expectChargedOnce,
  }) => {
    const numbers = parcelNumbers(1);
    await addWaitingParcels(services, accountId, numbers);
    const message = `\u0000${"\u{1f4e6}".repeat(150)}<b>`;
    const answer = JSON.stringify({ meta: { code: 4020, type: "\u0000", message }, data: [] });
    provider.fail({ mode: "rewritten", when: "before", path: "/batch", rewrite: () => answer });
    await work();
    expect((await state()).stateDetail).toMatch(/^4020 : \u{1f4e6}+/u);
    await passHours(1);
    await expectChargedOnce(numbers);
  });
});

/** A list's answer with another total, or other items. */
const withTotal = (total: unknown) => (answer: string | null) => {
  const read = JSON.parse(answer ?? "{}") as { meta: object; data: { items?: unknown[] } };
  const items = Array.isArray(read.data) ? [] : (read.data.items ?? []);
  return JSON.stringify({ meta: { code: 200 }, data: { page: 1, limit: 2000, total, items } });
};
const spoiled = (answer: string | null) => {
  const read = JSON.parse(withTotal("1")(answer)) as { meta: object; data: { items: unknown[] } };
  return JSON.stringify({ ...read, data: { ...read.data, items: [...read.data.items, { status: 7 }, null] } });
};

const lists: [string, (answer: string | null) => string][] = [
  ["a total that is too large", withTotal("500")],
  ["a total that is too small", withTotal(0)],
  ["a total that is text", withTotal("many")],
  ["a total below zero", withTotal(-3)],
  ["no total", withTotal(undefined)],
  ["items nobody can read among the others", spoiled],
];

describe("a look-up after an unknown outcome that is answered with", () => {
  for (const when of ["before", "after"] as const) {
    it.for(lists)(
      `%s for good settles every number, one lost ${when} the work charged once`,
      async ([_, rewrite], { services, provider, accountId, creates, passHours, expectChargedOnce }) => {
        provider.chargeEveryCreate = true;
        const numbers = parcelNumbers(3);
        await addWaitingParcels(services, accountId, numbers);
        provider.fail({ mode: "reset", when, path: "/batch" });
        provider.fail({ mode: "rewritten", when: "after", path: "/get", calls: FOR_GOOD, rewrite });
        await passHours(1);
        await expectChargedOnce(numbers);
        expect(creates().length).toBeLessThanOrEqual(when === "before" ? 1 + numbers.length : 1);
        expect(provider.calls.length).toBeLessThan(40);
      },
    );
  }

  it.for(nonsense)(
    "%s for hours is asked again at most every five minutes, and sends nothing",
    async ([_, answer], { services, provider, accountId, creates, state, passHours, expectChargedOnce }) => {
      provider.chargeEveryCreate = true;
      const numbers = parcelNumbers(2);
      await addWaitingParcels(services, accountId, numbers);
      provider.fail({ mode: "reset", when: "after", path: "/batch" });
      provider.fail({ mode: "rewritten", when: "after", path: "/trackings/", calls: FOR_GOOD, rewrite: () => answer });
      await passHours(3);
      expect(creates()).toHaveLength(1);
      expect(provider.calls.length).toBeLessThanOrEqual(3 * 12 + 12);
      expect(await state()).toMatchObject({ state: "unreadable" });
      provider.lift();
      await passHours(1);
      await expectChargedOnce(numbers);
      expect(creates()).toHaveLength(1);
    },
  );

  it("numbers that were never asked for takes nothing from them", async ({
    services,
    provider,
    accountId,
    passHours,
    expectChargedOnce,
  }) => {
    provider.chargeEveryCreate = true;
    const numbers = parcelNumbers(2);
    await addWaitingParcels(services, accountId, numbers);
    const outsider = { id: "1", tracking_number: "STRANGER1", carrier_code: "usps", status: "transit" };
    const rewrite: Fault["rewrite"] = () =>
      JSON.stringify({ meta: { code: 200 }, data: { total: "2", items: [outsider, outsider] } });
    provider.fail({ mode: "reset", when: "before", path: "/batch" });
    provider.fail({ mode: "rewritten", when: "before", path: "/get", rewrite });
    await passHours(1);
    await expectChargedOnce(numbers);
  });

  it("the same number twice settles it once", async ({
    services,
    provider,
    accountId,
    passHours,
    expectChargedOnce,
  }) => {
    provider.chargeEveryCreate = true;
    const numbers = parcelNumbers(2);
    await addWaitingParcels(services, accountId, numbers);
    const rewrite: Fault["rewrite"] = (answer) => {
      const read = JSON.parse(answer ?? "") as { data: { items: unknown[] } };
      return JSON.stringify({
        ...read,
        data: { ...read.data, total: 4, items: [...read.data.items, ...read.data.items] },
      });
    };
    provider.fail({ mode: "reset", when: "after", path: "/batch" });
    provider.fail({ mode: "rewritten", when: "after", path: "/get", rewrite });
    await passHours(1);
    await expectChargedOnce(numbers);
    expect((await ledgerOf(services, accountId)).map((row) => row.spent)).toEqual([1, 1]);
  });
});
