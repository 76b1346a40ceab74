import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { z } from "zod";
import { allBrands, brands, type Brand } from "~/tracking-api/contract/brands";
import type { Method } from "~/tracking-api/contract/endpoint";
import { endpointNames, endpoints, type EndpointName } from "~/tracking-api/contract/endpoints";
import type { ApiCode } from "~/tracking-api/contract/errors";
import { refusalsOf } from "~/tracking-api/contract/open-api";
import { everyEndpoint, type Case, type Preparation, type ProviderTrouble } from "./every-endpoint.cases";

/** One call as it goes out. */
export interface SentCall {
  method: string;
  /** With mount and query: `/v2/trackings/get?page=1`. */
  path: string;
  headers: Record<string, string>;
  body: string | null;
}

/** An answer as it comes back, unread. */
export interface RawAnswer {
  status: number;
  type: string | null;
  text: string;
}

/**
 * A server with one empty account that can be brought into every state the documents have a code
 * for.
 */
export interface AccountUnderTest {
  send(brand: Brand, call: SentCall): Promise<RawAnswer>;
  keys: { own: string; revoked: string };
  /** Does what is due at the account's provider. */
  work(): Promise<void>;
  /** From now on the own key has called as often as it may. */
  useUpRate(): Promise<void>;
  useUpQuota(): Promise<void>;
  /** From now on the account's provider answers whatever it is asked so. */
  providerAnswers(trouble: ProviderTrouble): Promise<void>;
  dispose(): Promise<void>;
}

/**
 * The documented code table, written down a second time; null where no text is documented, or a
 * better one fits the case.
 */
const documented: Record<ApiCode, readonly [type: string, message: string | null]> = {
  200: ["Success", "Success"],
  201: ["Created", "The request was successful and a resource was created."],
  202: ["Bad Request", null],
  401: ["Unauthorized", null],
  402: ["Payment Required", null],
  403: ["Forbidden", "Access denied."],
  404: ["Not Found", null],
  405: ["Method Not Allowed", null],
  409: ["Conflict", null],
  // Ours: the documents have no limit on a body.
  413: ["Payload Too Large", null],
  429: ["Too Many Requests", "Exceeded API limits. Pause requests, wait two minute, and try again."],
  500: ["Server error", ""],
  503: ["Service Unavailable", null],
  4001: ["Unauthorized", "Invalid API key."],
  4002: ["Unauthorized", "API key has been deleted."],
  4012: ["Bad Request", null],
  4013: ["Bad Request", "Tracking_number is required."],
  4014: ["Bad Request", "The value of `tracking_number` is invalid."],
  4015: ["Bad Request", "The value of `carrier_code` is invalid."],
  4016: ["Bad Request", "Tracking already exists."],
  4017: ["Bad Request", "Tracking does not exist."],
  4018: ["Bad Request", null],
  4019: ["Bad Request", null],
  4020: ["Bad Request", "Up to 200 at a time"],
  4021: ["Bad Request", null],
  4031: ["No Content", null],
  4032: ["No Content", "Cannot detect courier."],
  4033: ["No Content", null],
};

const documentedMessage = (code: number) => Object.entries(documented).find(([key]) => key === String(code))?.[1][1];

/** What the two small brands do not have. */
const notOnTrackRu: readonly EndpointName[] = [
  ...(["updateTrackings", "deleteTrackings", "changeCarrier", "getUserInfo", "countStatuses"] as const),
  ...(["stopTrackings", "checkRemote", "getCostTimes", "trackAirCargo"] as const),
];
const smallBrands: readonly Brand[] = ["trackru-v1", "parceltrack-v1"];

const tooLarge = "x".repeat(1024 * 1024 + 1);
const answered = z.object({ meta: z.object({ code: z.int() }), data: z.unknown() });
const listed = z.object({ errors: z.array(z.object({ code: z.int(), message: z.string() })) });

/** A call below the mount; text in `body` is sent as it is, anything else as JSON. */
type Call = Pick<Case, "path" | "body"> & Pick<SentCall, "method" | "headers">;

/**
 * The proof table: every endpoint of the contract under every brand asked for answers success and
 * each failure the documents have for it, in their exact words, in the printed form of the
 * original, and with `data` as promised.
 */
export function everyEndpointBattery(
  name: string,
  makeAccount: () => Promise<AccountUnderTest>,
  asked: readonly Brand[] = allBrands,
): void {
  describe.each(asked)(`every endpoint of %s over ${name}`, (brand) => {
    const { keyHeader, baseUrl } = brands[brand];
    let account: AccountUnderTest;

    beforeEach(async () => {
      account = await makeAccount();
    });

    afterEach(async () => {
      await account.dispose();
    });

    const key = (value: string) => ({ [keyHeader]: value });

    async function send({ path, body, ...call }: Call): Promise<RawAnswer> {
      const text = body === undefined || typeof body === "string" ? body : JSON.stringify(body);
      return account.send(brand, { ...call, path: new URL(baseUrl).pathname + path, body: text ?? null });
    }

    async function prepare(preparation: Preparation): Promise<void> {
      switch (preparation.step) {
        case "call": {
          const { text } = await send({ ...preparation, headers: key(account.keys.own) });
          expect(answered.parse(JSON.parse(text)).meta.code).toBe(200);
          return;
        }
        case "work":
          return account.work();
        case "use up the quota":
          return account.useUpQuota();
        case "provider":
          return account.providerAnswers(preparation.answers);
      }
    }

    /** Sends a call and holds the whole answer against the documents; gives its `data`. */
    async function expectAnswer(call: Call, code: ApiCode, message = documented[code][1]): Promise<unknown> {
      const { status, text, type } = await send(call);
      expect(text).toMatch(new RegExp(`^\\{"meta":\\{"code":${code},"type":"${documented[code][0]}","message":"`));
      expect({ status, type }).toEqual({ status: code === 413 ? 413 : 200, type: "application/json" });
      // As PHP prints it: one line of ASCII, no slash without its backslash.
      expect(text).toMatch(/^[\x20-\x7e]*$/);
      expect(text).not.toMatch(/(?<!\\)\//);
      const answer: unknown = JSON.parse(text);
      if (message !== null) expect(answer).toMatchObject({ meta: { message } });
      const { data } = answered.parse(answer);
      if (code !== 200 && code !== 201) expect(data).toEqual([]);
      return data;
    }

    async function prove(endpoint: EndpointName, proven: Case): Promise<void> {
      for (const preparation of proven.before) await prepare(preparation);
      const call = { ...proven, headers: key(account.keys.own) };
      const data = await expectAnswer(call, proven.code, proven.message);
      if (proven.code !== 200 && proven.code !== 201) return;
      expect(endpoints[endpoint].emitted.safeParse(data)).toMatchObject({ success: true });
      if (endpoint === "getTracking") expect(Array.isArray(data)).toBe(smallBrands.includes(brand));
      if (proven.data !== undefined) expect(data).toMatchObject(Object(proven.data));
      if (proven.entries === undefined) return;
      const { errors } = listed.parse(data);
      expect(errors.map((error) => error.code).sort()).toEqual([...proven.entries].sort());
      for (const { code, message } of errors) {
        expect([code, documentedMessage(code) ?? message]).toEqual([code, message]);
      }
    }

    const there = endpointNames.filter((endpoint) => endpoints[endpoint].brands.includes(brand));

    it("has the endpoints its documents list", () => {
      const missing = endpointNames.filter((endpoint) => !there.includes(endpoint));
      expect(missing.toSorted()).toEqual(smallBrands.includes(brand) ? notOnTrackRu.toSorted() : []);
    });

    describe.each(there)("%s", (endpoint) => {
      const { works, others } = everyEndpoint[endpoint];
      const own = (changes: Partial<Call> = {}): Call => ({ ...works, headers: key(account.keys.own), ...changes });

      it("works, with a slash at the end too", async () => {
        await prove(endpoint, works);
        await account.dispose();
        account = await makeAccount();
        await prove(endpoint, { ...works, path: works.path.replace(/(?=\?)|$/, "/") });
      });

      it.each(others.filter(({ only = [brand] }) => only.includes(brand)))("answers $about with $code", (other) =>
        prove(endpoint, other),
      );

      it("answers no key with 4002, a wrong one with 4001, one taken back with 4002", async () => {
        await expectAnswer(own({ headers: {} }), 4002);
        await expectAnswer(own({ headers: key("") }), 4002);
        await expectAnswer(own({ headers: key("11111111-1111-4111-8111-111111111111") }), 4001);
        await expectAnswer(own({ headers: key(account.keys.revoked) }), 4002);
      });

      it("answers a key that called too often with 429", async () => {
        await account.useUpRate();
        await expectAnswer(own(), 429);
      });

      it("answers a body over 1 MiB with 413", async () => {
        await expectAnswer(own({ body: tooLarge }), 413);
      });

      it("answers every other method with 405", async () => {
        for (const method of otherMethods(endpoint, there)) await expectAnswer(own({ method, body: undefined }), 405);
      });

      it(`answers a body that is no JSON with ${readsBody(endpoint) ? "4015" : "what it answers without one"}`, async () => {
        if (readsBody(endpoint)) await expectAnswer(own({ method: sending(endpoint), body: "{" }), 4015);
        else await prove(endpoint, { ...works, body: "{" });
      });
    });

    it.each(endpointNames.filter((endpoint) => !there.includes(endpoint)))("has no %s: 404", async (endpoint) => {
      await expectAnswer({ ...everyEndpoint[endpoint].works, headers: key(account.keys.own) }, 404);
    });

    it.each(["", "/", "/trackings", "/trackings/sandbox/post/a/b", "/nowhere"])("answers %j with 404", async (path) => {
      await expectAnswer({ method: "GET", path, headers: key(account.keys.own) }, 404);
    });
  });
}

/** The table against the contract: what is proven is what is documented, no more and no less. */
export function everyCodeIsProven(): void {
  it.each(endpointNames)(
    "proves of %s every code that the contract and the documents name, and no other",
    (endpoint) => {
      const { works, others } = everyEndpoint[endpoint];
      const proven = new Set<number>([works, ...others].map(({ code }) => code).filter((code) => code > 201));
      if (readsBody(endpoint)) proven.add(4015);
      for (const code of [429, 4001, 4002]) proven.add(code);
      expect([...proven].sort()).toEqual(
        refusalsOf(endpoint)
          .map(({ code }) => code)
          .sort(),
      );
    },
  );

  it.each(endpointNames)("proves of the entries of %s every code the contract names", (endpoint) => {
    const proven = new Set(everyEndpoint[endpoint].others.flatMap(({ entries = [] }) => entries));
    expect([...proven].sort()).toEqual([...(endpoints[endpoint].entryCodes ?? [])].sort());
  });
}

function readsBody(endpoint: EndpointName): boolean {
  return ["body", "path-and-body", "query-and-body"].includes(endpoints[endpoint].fieldsFrom);
}

/** The method of an endpoint that carries a body. */
function sending(endpoint: EndpointName): Method {
  const { method, alsoMethods } = endpoints[endpoint];
  return [method, ...alsoMethods].find((taken) => taken !== "GET") ?? method;
}

/** The methods that no endpoint takes at this one's path. */
function otherMethods(endpoint: EndpointName, there: readonly EndpointName[]): string[] {
  const taken = there
    .filter((other) => endpoints[other].path === endpoints[endpoint].path)
    .flatMap((other): string[] => [endpoints[other].method, ...endpoints[other].alsoMethods]);
  return ["GET", "POST", "PUT", "DELETE", "PATCH"].filter((method) => !taken.includes(method));
}
