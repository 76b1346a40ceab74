import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import fc from "fast-check";
import { describe, expect } from "vitest";
import { addApiAccount, addConnection } from "#test/factories/accounts";
import { addWaitingParcels, parcelNumbers } from "#test/factories/parcels";
import { reportSample, updateSample } from "#test/factories/updates";
import { it as base } from "#test/support/it";
import type { TrackingUpdate } from "~/domain/tracking/update";
import { applyUpdates } from "~/features/shipments/apply-update.server";

let accountId: string;
let number: string;

const it = base
  .extend("freshParcel", ({ services }) => async (): Promise<void> => {
    accountId = (await addApiAccount(services)).id;
    await addConnection(services, accountId, { baseUrl: "http://127.0.0.1:9/v2" });
    [number = ""] = parcelNumbers(1);
    await addWaitingParcels(services, accountId, [number]);
  })
  .extend(
    "report",
    ({ services }) =>
      (...updates: TrackingUpdate[]) =>
        applyUpdates(services, accountId, updates, services.clock.now()),
  )
  .extend(
    "shipment",
    ({ services }) =>
      () =>
        services.db.prisma.shipment.findFirstOrThrow({ where: { accountId } }),
  )
  .extend(
    "outbox",
    ({ services }) =>
      () =>
        services.db.prisma.outboxMessage.findMany({ where: { accountId } }),
  )

  /** What must not depend on the order in which stories come. */
  .extend("outcome", ({ services, shipment }) => async () => {
    const { status, rawStatus, substatus, statusRule, statusIdentity, claimStatus, statusAt, ...row } =
      await shipment();
    const checkpoints = await services.db.prisma.checkpoint.findMany({
      where: { accountId },
      orderBy: [{ leg: "asc" }, { identity: "asc" }],
      select: {
        leg: true,
        identity: true,
        eventLocal: true,
        offsetMinutes: true,
        text: true,
        place: true,
        status: true,
        substatus: true,
        milestone: true,
      },
    });
    const {
      lastEventText,
      lastEventPlace,
      lastEventLocal,
      lastEventOffset,
      lastEventAt,
      firstEventAt,
      deliveredAt,
      checkpointCount,
    } = row;
    return {
      ...{ status, rawStatus, substatus, statusRule, statusIdentity, claimStatus, statusAt, checkpoints },
      ...{
        lastEventText,
        lastEventPlace,
        lastEventLocal,
        lastEventOffset,
        lastEventAt,
        firstEventAt,
        deliveredAt,
        checkpointCount,
      },
    };
  });

it.beforeEach(async ({ freshParcel }) => {
  return freshParcel();
});

const at = (hour: number) => new Date(Date.UTC(2026, 10, 20, hour));

const word = fc.constantFrom("pending", "notfound", "transit", "pickup", "delivered", "exception", "lost in space");
const reportedCheckpoint = fc.record({
  leg: fc.constantFrom("origin" as const, "destination" as const),
  local: fc.integer({ min: 0, max: 5 }).map((hour) => `2026-11-20T0${String(hour)}:00:00`),
  offsetMinutes: fc.constantFrom(null, 480, -300),
  text: fc.constantFrom("Accepted", "Departed", "Delivered, 鞋 😀"),
  place: fc.constantFrom("", "Memphis"),
  status: fc.option(word),
  substatus: fc.constantFrom(null, "transit001"),
  milestone: fc.constantFrom(null, "ItemReceived" as const),
});
const story = fc.record({
  status: word,
  substatus: fc.constantFrom(null, "delivered001"),
  updatedAt: fc.option(fc.integer({ min: 0, max: 9 }).map(at)),
  checkpoints: fc.array(reportedCheckpoint, { maxLength: 4 }),
});

describe("apply-update", () => {
  it("ends in the same rows for any order, any repetition and any grouping of the same stories", async ({
    freshParcel,
    report,
    outcome,
  }) => {
    const stories = fc.array(story, { minLength: 1, maxLength: 4 });
    const plays = stories.chain((reported) => {
      const order = fc.array(fc.nat(reported.length - 1), { maxLength: 6 });
      const play = fc.record({
        order,
        rest: fc.shuffledSubarray([...reported.keys()], { minLength: reported.length }),
        together: fc.boolean(),
      });
      return fc.record({ reported: fc.constant(reported), one: play, other: play });
    });
    await fc.assert(
      fc.asyncProperty(plays, async ({ reported, one, other }) => {
        const outcomes = [];
        for (const { order, rest, together } of [one, other]) {
          await freshParcel();
          const updates = [...order, ...rest].flatMap((index) => {
            const found = reported[index];
            return found ? [updateSample(number, found)] : [];
          });
          if (together) await report(...updates);
          else for (const update of updates) await report(update);
          outcomes.push(await outcome());
        }
        expect(outcomes[1]).toEqual(outcomes[0]);
      }),
      { numRuns: 60 },
    );
  });

  it("shows the newest event of both legs and the status the provider claims", async ({ report, shipment }) => {
    await report(
      updateSample(number, {
        checkpoints: [
          reportSample({
            local: "2026-11-18T20:00:00",
            offsetMinutes: 480,
            text: "Left the country",
            place: "Guangzhou",
          }),
          reportSample({
            leg: "destination",
            local: "2026-11-19T08:00:00",
            offsetMinutes: -300,
            text: "Arrived",
            place: "Chicago",
          }),
        ],
        legs: {
          origin: { courierCode: "china-post", country: "CN", website: null, phone: null },
          destination: { courierCode: "usps", country: "US", website: null, phone: "1 800" },
        },
        originCountry: "CN",
        destinationCountry: "US",
      }),
    );
    expect(await shipment()).toMatchObject({
      status: "transit",
      lastEventText: "Arrived",
      lastEventPlace: "Chicago",
      lastEventLocal: "2026-11-19T08:00:00",
      lastEventAt: new Date("2026-11-19T13:00:00Z"),
      firstEventAt: new Date("2026-11-18T12:00:00Z"),
      checkpointCount: 2,
      originCountry: "CN",
      destinationInfo: { courierCode: "usps", phone: "1 800" },
    });
  });

  it("never moves a status on an older story, and still takes the events it tells", async ({ report, shipment }) => {
    await report(
      updateSample(number, {
        status: "delivered",
        updatedAt: at(10),
        checkpoints: [reportSample({ status: "delivered", text: "Delivered" })],
      }),
    );
    await report(
      updateSample(number, {
        status: "transit",
        updatedAt: at(9),
        following: false,
        checkpoints: [reportSample({ local: "2026-11-19T09:00:00" })],
      }),
    );
    expect(await shipment()).toMatchObject({
      status: "delivered",
      statusAt: at(10),
      lastEventText: "Delivered",
      checkpointCount: 2,
    });
  });

  it("writes the same story again without a change, a push, or a later date", async ({
    services,
    report,
    shipment,
    outbox,
  }) => {
    await services.db.prisma.pushAddress.create({
      data: { accountId, url: "https://shop.example/push", createdAt: at(0) },
    });
    const reported = updateSample(number, { checkpoints: [reportSample()] });
    expect(await report(reported)).toEqual({ changed: 1, unmatched: 0 });
    const before = await shipment();
    services.clock.advance({ hours: 1 });
    expect(await report(reported, reported)).toEqual({ changed: 0, unmatched: 0 });
    expect((await shipment()).updatedAt).toEqual(before.updatedAt);
    expect(await outbox()).toHaveLength(1);
  });

  it("writes the push with the change: both or neither", async ({ services, report, shipment, outbox }) => {
    await services.db.prisma.pushAddress.create({
      data: { accountId, url: "https://shop.example/push", createdAt: at(0) },
    });
    const jobs = { ...services.jobs, enqueue: () => Promise.reject(new Error("the queue is gone")) };
    const reported = updateSample(number, { status: "delivered", checkpoints: [reportSample()] });
    await expect(applyUpdates({ ...services, jobs }, accountId, [reported], at(1))).rejects.toThrow(
      "the queue is gone",
    );
    expect(await shipment()).toMatchObject({ status: "pending", checkpointCount: 0 });
    expect(await outbox()).toEqual([]);
    await report(reported);
    expect(await outbox()).toHaveLength(1);
    expect(services.recorded.sent).toContainEqual({ name: "send-outbox", payload: { accountId } });
  });

  it("counts stories about numbers this account does not follow, and writes nothing", async ({
    services,
    report,
    shipment,
  }) => {
    const outsider = await addApiAccount(services);
    const others = updateSample(number, { status: "delivered" });
    expect(await applyUpdates(services, outsider.id, [others], at(1))).toEqual({ changed: 0, unmatched: 1 });
    expect(await report(updateSample("NOBODY1"), updateSample(number, { courierCode: "dhl" }))).toEqual({
      changed: 0,
      unmatched: 2,
    });
    expect(await shipment()).toMatchObject({ status: "pending" });
  });

  it("keeps a parcel due that somebody hinted at after the reading began", async ({ services, shipment }) => {
    const readAt = services.clock.now();
    services.clock.advance({ seconds: 1 });
    const hintedAt = services.clock.now();
    await services.db.query("UPDATE shipment SET next_refresh_at = $2 WHERE account_id = $1", [accountId, hintedAt]);
    services.clock.advance({ seconds: 1 });
    await applyUpdates(services, accountId, [updateSample(number)], readAt);
    expect((await shipment()).nextRefreshAt).toEqual(hintedAt);
    await applyUpdates(services, accountId, [updateSample(number)], services.clock.now());
    expect((await shipment()).nextRefreshAt?.getTime()).toBeGreaterThan(services.clock.now().getTime());
  });

  it.for([
    ["delivered", { status: "delivered" }],
    ["given up by the provider", { following: false }],
  ] as const)("looks no more at a parcel that is %s", async ([_, changes], { report, shipment }) => {
    await report(updateSample(number, changes));
    expect((await shipment()).nextRefreshAt).toBeNull();
  });

  it("stores anything a carrier may say: scripts, NUL, half an emoji", async ({ report, shipment }) => {
    const text = "<script>alert(1)</script>\u0000 \ud83d 'x'; DROP TABLE shipment;--";
    const leg = { courierCode: "usps\u0000", country: null, website: "https://x\ud83d", phone: null };
    await report(updateSample(number, { legs: { origin: leg }, checkpoints: [reportSample({ text, place: text })] }));
    expect((await shipment()).lastEventText).toContain("<script>alert(1)</script>");
  });

  it("takes 1,200 stories at once, each into its own shipment", async ({ services, report }) => {
    const numbers = parcelNumbers(1_200);
    for (let start = 0; start < 1_200; start += 400)
      await addWaitingParcels(services, accountId, numbers.slice(start, start + 400));
    const updates = numbers.map((one, index) =>
      updateSample(one, { checkpoints: [reportSample({ text: `Event ${String(index)}` })] }),
    );
    expect(await report(...updates)).toEqual({ changed: 1_200, unmatched: 0 });
    const rows = await services.db.query<{ number: string; text: string }>(
      `SELECT number, checkpoint.text FROM shipment JOIN checkpoint ON shipment_id = shipment.id WHERE shipment.account_id = $1`,
      [accountId],
    );
    expect(new Set(rows.map((row) => `${row.number} ${row.text}`))).toEqual(
      new Set(numbers.map((one, index) => `${one} Event ${String(index)}`)),
    );
  });

  it("is the only writer of status, events and last event", () => {
    const writes =
      /UPDATE shipment SET[^`]*\b(status|claim_status|last_event_\w+|checkpoint_count) =|INSERT INTO checkpoint/;
    const writers = readdirSync("app/features", { recursive: true, encoding: "utf8" })
      .filter((file) => file.endsWith(".queries.server.ts"))
      .filter((file) => writes.test(readFileSync(path.join("app/features", file), "utf8")));
    expect(writers).toEqual(["shipments/tracking-state.queries.server.ts"]);
    const callers = readdirSync("app", { recursive: true, encoding: "utf8" })
      .filter((file) => /\.tsx?$/.test(file) && !file.endsWith(".queries.server.ts"))
      .filter((file) => /\bwrite(TrackingStates|Checkpoints)\b/.test(readFileSync(path.join("app", file), "utf8")));
    expect(callers).toEqual(["features/shipments/apply-update.server.ts"]);
  });
});
