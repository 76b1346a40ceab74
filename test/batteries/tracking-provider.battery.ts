import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import {
  startMisbehavingServer,
  type Behaviour,
  type MisbehavingServer,
  type ReceivedRequest,
} from "#test/support/misbehaving-server";
import { MovableClock } from "#test/support/clock";
import { connectionTo, registrationSample } from "#test/providers/tracking/samples";
import { trackingStatuses, type TrackingStatus } from "~/domain/tracking/status";
import { trackingProvider, type SupportedProviderKind } from "~/providers/tracking/index.server";
import type { TrackingKey, TrackingProvider } from "~/providers/tracking/port/tracking-provider";

/** What a carrier tells of a parcel in the battery: one event, at the origin. */
export interface ReportedNews {
  status: TrackingStatus;
  event: { local: string; text: string; place: string };
}

/** The far side of an adapter: a service that keeps what was registered, for one account. */
export interface FarSide {
  apiKey: string;
  /** Carries out one request as the service would. */
  answer: (request: ReceivedRequest) => Behaviour | Promise<Behaviour>;
  report: (key: TrackingKey, news: ReportedNews) => void | Promise<void>;
  /** Registrations left before it refuses for want of quota. */
  leaveQuota: (numbers: number) => void;
}

/** What the battery needs to know of a kind of provider. */
export interface ProviderUnderTest {
  kind: SupportedProviderKind;
  /** Where the service hangs, e.g. `/v2`. */
  mount: string;
  /** Which of the questions beside the parcels it can answer; the others must be "not offered". */
  offers: Record<OptionalQuestion, boolean>;
  /** An empty service that knows the couriers `china-post`, `usps` and `dhl`. */
  makeFarSide: (now: () => Date) => FarSide;
}

const optionalQuestions = {
  readNow: (provider: TrackingProvider) => provider.readNow(letter),
  changeCourier: (provider: TrackingProvider) => provider.changeCourier(letter, "dhl"),
  remoteAreas: (provider: TrackingProvider) =>
    provider.remoteAreas([{ country: "US", postcode: "99501", company: null }]),
  airCargo: (provider: TrackingProvider) => provider.airCargo(["172-28891936"], null),
  carriers: (provider: TrackingProvider) => provider.carriers(),
  quota: (provider: TrackingProvider) => provider.quota(),
  stopFollowing: (provider: TrackingProvider) => provider.stopFollowing([letter]),
};

type OptionalQuestion = keyof typeof optionalQuestions;

const questions = {
  register: (provider: TrackingProvider) => provider.register([registrationSample()]),
  lookUp: (provider: TrackingProvider) => provider.lookUp([letter]),
  changesSince: (provider: TrackingProvider) => provider.changesSince({ since: null, page: 1, pageSize: 10 }),
  read: (provider: TrackingProvider) => provider.read(letter),
  test: (provider: TrackingProvider) => provider.test(),
  ...optionalQuestions,
};

const letter: TrackingKey = { number: "RB123456785CN", courierCode: "china-post" };
const parcel: TrackingKey = { number: "9400110200881234567890", courierCode: "usps" };
const numbersOf = (count: number) => Array.from({ length: count }, (_, index) => `LX0000${String(index + 1000)}CN`);
const asItems = (numbers: string[]) => numbers.map((number) => registrationSample({ number }));

const TIMEOUT_MS = 1_500;

/** What breaks a call on its way, and what may be said of it. */
const faults: [string, Behaviour, RegExp][] = [
  ["drops the connection", { kind: "reset" }, /^unreachable$/],
  ["says nothing", { kind: "hang" }, /^unreachable$/],
  ["stalls in the middle", { kind: "stall", body: '{"meta":{"code":200},"data":[]}' }, /^unreachable$/],
  ["cuts the answer", { kind: "cut", body: '{"meta":{"code":200},"data":[]}' }, /^unreadable$/],
  ["ends in half of the JSON", { kind: "answer", body: '{"meta":{"code":200},"da' }, /^unreadable$/],
  ["answers a web page", { kind: "answer", body: "<!doctype html><title>Service notice</title>" }, /^unreadable$/],
  ["answers nothing", { kind: "answer", body: "" }, /^unreadable$/],
  ["answers something else", { kind: "answer", body: { ok: true } }, /^unreadable$/],
  ["sends elsewhere", { kind: "answer", status: 302, headers: { location: "/login" } }, /^unreachable$/],
  ["is behind a broken gateway", { kind: "answer", status: 502, body: "<html>Bad gateway" }, /^unreachable$/],
  ["crashes", { kind: "answer", status: 500, body: "" }, /^unreachable$/],
  ["asks for a pause", { kind: "answer", status: 429, body: "" }, /^too-fast$/],
  [
    "asks for a pause in its own words",
    { kind: "answer", status: 429, body: { meta: { code: 429, type: "TooManyRequests", message: "" }, data: [] } },
    /^too-fast$/,
  ],
];

/**
 * What every provider of registrations promises through the port, whoever is on the far side: each
 * test goes over real HTTP, through a server that can be told to misbehave on its n-th request.
 */
export function trackingProviderBattery(name: string, { kind, mount, offers, makeFarSide }: ProviderUnderTest): void {
  describe(`the provider port over ${name}`, () => {
    const clock = new MovableClock();
    let far: FarSide;
    let servers: MisbehavingServer[];

    beforeEach(() => {
      clock.moveTo("2026-11-20T12:00:00Z");
      far = makeFarSide(() => clock.now());
      servers = [];
    });
    afterEach(async () => {
      await Promise.all(servers.map((server) => server.close()));
    });

    /** The adapter against the far side, whose first requests meet the given behaviours. */
    async function connect(first: Behaviour[] = [], apiKey = far.apiKey) {
      const well: Behaviour = { kind: "compute", answer: far.answer };
      const server = await startMisbehavingServer(first[0] ?? well, ...first.slice(1), well);
      servers.push(server);
      const at = connectionTo(`${server.url}${mount}`, { apiKey, timeoutMs: TIMEOUT_MS, now: () => clock.now() });
      return { provider: trackingProvider(kind, at), server };
    }

    it("ends every number of a batch by itself, in the order sent", async () => {
      const { provider } = await connect();
      await provider.register([registrationSample(letter)]);
      const items = [
        registrationSample({ ...parcel, courierCode: "nobody-express" }),
        registrationSample(letter),
        registrationSample(parcel),
        registrationSample({ ...letter, courierCode: "dhl" }),
      ];
      const answer = await provider.register(items);
      expect(answer).toMatchObject({
        kind: "settled",
        results: [
          { item: items[0], outcome: { kind: "rejected" } },
          { item: items[1], outcome: { kind: "exists" } },
          { item: items[2], outcome: { kind: "registered", providerCourierCode: "usps" } },
          { item: items[3], outcome: { kind: "registered", providerCourierCode: "dhl" } },
        ],
        oddities: [],
      });
    });

    it("takes a whole batch, nothing for nothing, and no more than a batch", async () => {
      const { provider, server } = await connect();
      const { batchSize } = provider.capabilities;
      const whole = await provider.register(asItems(numbersOf(batchSize)));
      expect(whole.kind === "settled" && whole.results.map(({ outcome }) => outcome.kind)).toEqual(
        Array.from({ length: batchSize }, () => "registered"),
      );
      expect(await provider.register([])).toEqual({ kind: "settled", results: [], oddities: [] });
      await expect(provider.register(asItems(numbersOf(batchSize + 1)))).rejects.toThrow(RangeError);
      expect(server.requests).toHaveLength(1);
    });

    it("knows want of quota from a refusal", async () => {
      const { provider } = await connect();
      far.leaveQuota(1);
      expect(await provider.register(asItems(numbersOf(2)))).toMatchObject({
        results: [{ outcome: { kind: "registered" } }, { outcome: { kind: "quota" } }],
      });
    });

    it("tells what is there from what is missing, and from the same number under another courier", async () => {
      const { provider } = await connect();
      await provider.register([registrationSample(letter), registrationSample(parcel)]);
      const asked = [
        { ...letter, number: letter.number.toLowerCase() },
        { ...parcel, courierCode: "dhl" },
        { number: "LX199229770CN", courierCode: "china-post" },
      ];
      const answer = await provider.lookUp(asked);
      expect(answer).toMatchObject({
        kind: "settled",
        found: [letter],
        underOtherCourier: [parcel],
        missing: [asked[1], asked[2]],
      });
      expect(answer.kind === "settled" && answer.found[0]?.providerId).toMatch(/^[0-9a-f]{32}$/);
      expect(await provider.lookUp([{ number: "LX199229770CN", courierCode: "dhl" }])).toMatchObject({
        kind: "settled",
        found: [],
        missing: [{}],
      });
      expect(await provider.lookUp([])).toMatchObject({ kind: "settled", missing: [] });
    });

    it("looks a whole query up, and no more", async () => {
      const { provider } = await connect();
      const numbers = numbersOf(provider.capabilities.numbersPerQuery);
      await provider.register(asItems(numbers));
      const keys = numbers.map((number) => ({ number, courierCode: "china-post" }));
      const answer = await provider.lookUp(keys);
      expect(answer.kind === "settled" && answer.found.map(({ number }) => number).sort()).toEqual(numbers);
      await expect(provider.lookUp([...keys, letter])).rejects.toThrow(RangeError);
    });

    it.each(trackingStatuses)("tells a story that ends in %s in the domain's words", async (status) => {
      const { provider } = await connect();
      await provider.register([registrationSample(letter)]);
      await far.report(letter, {
        status,
        event: { local: "2026-11-20T08:10:00", text: "Departed", place: "Guangzhou" },
      });
      expect(await provider.read(letter)).toMatchObject({
        kind: "read",
        update: {
          ...letter,
          status,
          following: true,
          updatedAt: clock.now(),
          checkpoints: [{ leg: "origin", local: "2026-11-20T08:10:00", text: "Departed", place: "Guangzhou", status }],
        },
      });
    });

    it("says of a number that was never registered that it was not", async () => {
      const { provider } = await connect();
      expect(await provider.read(letter)).toEqual({ kind: "unknown-number" });
      await provider.register([registrationSample(letter)]);
      expect(await provider.read({ ...letter, courierCode: "usps" })).toEqual({ kind: "unknown-number" });
    });

    it("lists what changed since a moment, every item once over all pages", async () => {
      const { provider } = await connect();
      const numbers = numbersOf(7);
      await provider.register(asItems(numbers));
      const seen: string[] = [];
      let more = true;
      for (let page = 1; more; page += 1) {
        const answer = await provider.changesSince({ since: null, page, pageSize: 3 });
        if (answer.kind !== "page") throw new Error(answer.failure.detail);
        seen.push(...answer.updates.map(({ number }) => number));
        more = answer.more;
      }
      expect(seen.sort()).toEqual(numbers);

      clock.advance({ hours: 1 });
      const since = clock.now();
      const news: ReportedNews = {
        status: "transit",
        event: { local: "2026-11-20T13:00:00", text: "Left", place: "" },
      };
      await far.report({ number: numbers[4] ?? "", courierCode: "china-post" }, news);
      expect(await provider.changesSince({ since, page: 1, pageSize: 3 })).toMatchObject({
        kind: "page",
        updates: [{ number: numbers[4], status: "transit" }],
        more: false,
        unreadableItems: 0,
      });
      clock.advance({ hours: 1 });
      expect(await provider.changesSince({ since: clock.now(), page: 1, pageSize: 3 })).toMatchObject({
        updates: [],
        more: false,
      });
    });

    it("works with the right key, and knows a wrong one from every other trouble", async () => {
      expect(await (await connect()).provider.test()).toEqual({ kind: "works" });
      for (const wrong of ["11111111-1111-4111-8111-111111111111", "schlüssel\n"]) {
        const { provider } = await connect([], wrong);
        for (const question of [questions.test, questions.register, questions.lookUp, questions.read]) {
          expect(await question(provider)).toMatchObject({ kind: "failed", failure: { kind: "bad-key" } });
        }
      }
    });

    describe("beside the parcels", () => {
      const given = (offered: boolean) =>
        (Object.keys(offers) as OptionalQuestion[]).filter((question) => offers[question] === offered);

      it.each(given(true))("answers %s", async (question) => {
        const { provider } = await connect();
        await provider.register([registrationSample(letter)]);
        const answer = await optionalQuestions[question](provider);
        expect(["failed", "not-offered", "unknown-number"]).not.toContain(answer.kind);
      });

      const missing = given(false);
      if (missing.length > 0) {
        it(`says that it does not offer ${missing.join(", ")}, and asks nobody`, async () => {
          const { provider, server } = await connect();
          for (const question of missing) {
            expect(await optionalQuestions[question](provider), question).toEqual({ kind: "not-offered" });
          }
          expect(server.requests).toEqual([]);
        });
      }

      if (offers.changeCourier) {
        it("moves a number to another courier, story and all, without a second charge", async () => {
          const { provider } = await connect();
          far.leaveQuota(1);
          await provider.register([registrationSample(letter)]);
          expect(await provider.changeCourier(letter, "dhl")).toEqual({ kind: "changed" });
          expect(await provider.read({ ...letter, courierCode: "dhl" })).toMatchObject({ kind: "read" });
          expect(await provider.changeCourier(letter, "usps")).toEqual({ kind: "unknown-number" });
          expect(await provider.lookUp([letter])).toMatchObject({ found: [], missing: [letter] });
        });
      }

      if (offers.carriers) {
        it("lists couriers under the codes that registrations take", async () => {
          const { provider } = await connect();
          const answer = await provider.carriers();
          const codes = answer.kind === "carriers" ? answer.carriers.map(({ code }) => code) : [];
          expect(codes).toEqual(expect.arrayContaining(["china-post", "usps", "dhl"]));
        });
      }
    });

    describe("a far side that", () => {
      const asked = (Object.keys(questions) as (keyof typeof questions)[]).filter(
        (question) => !(question in offers) || offers[question as OptionalQuestion],
      );

      it.each(faults)("%s fails every call, once, as what it is", async (_what, behaviour, failure) => {
        await Promise.all(
          asked.map(async (question) => {
            const { provider, server } = await connect([behaviour]);
            const answer = await questions[question](provider);
            // A server that does not understand a question beside the parcels just does not offer
            // it.
            const shrugs = question in offers && answer.kind === "not-offered" && failure.source === "^unreadable$";
            if (!shrugs) {
              expect(answer, question).toMatchObject({
                kind: "failed",
                failure: { kind: expect.stringMatching(failure), outcomeKnown: false },
              });
            }
            expect(server.requests, question).toHaveLength(1);
          }),
        );
      });

      it.each(faults)("%s on the second request loses nothing and charges nothing twice", async (_what, behaviour) => {
        far.leaveQuota(2);
        let done: Behaviour | undefined;
        // The work is done, and then the answer gets lost.
        const lost: Behaviour = {
          kind: "compute",
          answer: async (request) => {
            done = await far.answer(request);
            return behaviour;
          },
        };
        const { provider } = await connect([{ kind: "compute", answer: far.answer }, lost]);
        expect(await provider.register([registrationSample(letter)])).toMatchObject({ kind: "settled" });
        expect(await provider.register([registrationSample(parcel)])).toMatchObject({ kind: "failed" });
        expect(done).toBeDefined();
        expect(await provider.lookUp([letter, parcel])).toMatchObject({ found: [{}, {}], missing: [] });
        expect(await provider.register([registrationSample(parcel)])).toMatchObject({
          results: [{ outcome: { kind: "exists" } }],
        });
      });

      it("waits as long as it is told to, and never less than two minutes", async () => {
        const pause = (headers: Record<string, string>): Behaviour => ({
          kind: "answer",
          status: 429,
          headers,
          body: "",
        });
        for (const [headers, retryAfterMs] of [
          [{}, 120_000],
          [{ "retry-after": "7" }, 120_000],
          [{ "retry-after": "600" }, 600_000],
          [{ "retry-after": "Fri, 20 Nov 2026 12:10:00 GMT" }, 600_000],
        ] as const) {
          const { provider } = await connect([pause(headers)]);
          expect(await provider.read(letter)).toMatchObject({ failure: { kind: "too-fast", retryAfterMs } });
        }
      });

      it("answers any JSON at all gets an answer of the port, and never a success that nobody gave", async () => {
        let body: unknown;
        const { provider } = await connect(
          Array.from({ length: 2_000 }, (): Behaviour => ({
            kind: "compute",
            answer: () => ({ kind: "answer", body }),
          })),
        );
        const data = fc.oneof(
          fc.jsonValue(),
          fc.array(fc.jsonValue()),
          fc.record({
            success: fc.jsonValue(),
            error: fc.jsonValue(),
            trackings: fc.jsonValue(),
            errors: fc.jsonValue(),
            items: fc.jsonValue(),
            total: fc.jsonValue(),
          }),
        );
        const answer = fc.oneof(
          fc.jsonValue(),
          fc.record({
            meta: fc.record({ code: fc.oneof(fc.constantFrom(200, 201, 4031, 4101, 4102, "200"), fc.jsonValue()) }),
            data,
          }),
        );
        await fc.assert(
          fc.asyncProperty(answer, async (given) => {
            body = given;
            const registered = await provider.register([registrationSample(letter)]);
            if (registered.kind === "settled") {
              expect(registered.results).toHaveLength(1);
              expect(["unknown", "rejected", "quota", "exists"]).toContain(registered.results[0]?.outcome.kind);
            }
            const found = await provider.lookUp([letter]);
            if (found.kind === "settled") expect(found.found).toEqual([]);
            expect(["page", "failed"]).toContain(
              (await provider.changesSince({ since: null, page: 1, pageSize: 10 })).kind,
            );
            expect(["unknown-number", "failed"]).toContain((await provider.read(letter)).kind);
          }),
          { numRuns: 200 },
        );
      });
    });
  });
}
