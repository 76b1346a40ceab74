import { afterEach, describe, expect, it } from "vitest";
import { startMisbehavingServer, type Behaviour, type MisbehavingServer } from "#test/support/misbehaving-server";
import { trackingProvider } from "~/providers/tracking/index.server";
import { v4Item } from "~/providers/tracking/trackingmore-v4/item";
import { toUpdate } from "~/providers/tracking/trackingmore-v4/mapping";
import { connectionTo, registrationSample } from "./samples";

const servers: MisbehavingServer[] = [];
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.close()));
});

async function providerFor(...behaviours: [Behaviour, ...Behaviour[]]) {
  const server = await startMisbehavingServer(...behaviours);
  servers.push(server);
  return { provider: trackingProvider("trackingmore-v4", connectionTo(`${server.url}/v4`)), server };
}

const answer = (code: number, data: unknown, status = code === 200 ? 200 : 400): Behaviour => ({
  kind: "answer",
  status,
  body: { meta: { code, message: "Message" }, data },
});

/** The answer of the v4 documentation, "Get tracking results". */
const example = {
  id: "0123456789abcdef0123456789abcdef",
  tracking_number: "RB123456785CN",
  courier_code: "china-post",
  order_number: "#1001",
  created_at: "2025-03-05T02:00:00+00:00",
  update_at: "2025-03-05T02:00:01+00:00",
  delivery_status: "transit",
  archived: "tracking",
  updating: true,
  origin_country: "CN",
  destination_country: "DE",
  scheduled_delivery_date: null,
  substatus: "transit001",
  latest_event: "Departed,Guangzhou,2025-03-05 08:10:00",
  latest_checkpoint_time: "2025-03-05T08:10:00+08:00",
  transit_time: 1,
  origin_info: {
    courier_code: "china-post",
    courier_phone: null,
    weblink: null,
    reference_number: null,
    milestone_date: { inforeceived_date: null, pickup_date: "2025-03-04T18:00:00+08:00", delivery_date: null },
    trackinfo: [
      {
        checkpoint_date: "2025-03-05T08:10:00+08:00",
        checkpoint_delivery_status: "transit",
        checkpoint_delivery_substatus: "transit001",
        tracking_detail: "Departed",
        location: "Guangzhou",
        country_iso2: "CN",
        state: null,
        city: "Guangzhou",
        zip: null,
        raw_status: null,
      },
      {
        checkpoint_date: "2025-03-04T18:00:00+08:00",
        checkpoint_delivery_status: "inforeceived",
        checkpoint_delivery_substatus: "inforeceived001",
        tracking_detail: "Handed in",
        location: "",
        country_iso2: "CN",
        state: "",
        city: "Guangzhou",
      },
      { checkpoint_date: "some day", tracking_detail: "Promised" },
      null,
    ],
  },
  destination_info: { courier_code: null, trackinfo: [] },
};
const read = (changes: object = {}) => toUpdate(v4Item.parse({ ...example, ...changes }));

describe("a v4 tracking in the domain's words", () => {
  it("keeps the whole story, every event with its zone", () => {
    expect(read()).toEqual({
      number: "RB123456785CN",
      courierCode: "china-post",
      providerId: "0123456789abcdef0123456789abcdef",
      status: "transit",
      substatus: "transit001",
      updatedAt: new Date("2025-03-05T02:00:01Z"),
      following: true,
      originCountry: "CN",
      destinationCountry: "DE",
      expected: null,
      legs: { origin: { courierCode: "china-post", country: "CN", website: null, phone: null } },
      checkpoints: [
        {
          leg: "origin",
          local: "2025-03-05T08:10:00",
          offsetMinutes: 480,
          text: "Departed",
          place: "Guangzhou",
          status: "transit",
          substatus: "transit001",
          milestone: null,
        },
        {
          leg: "origin",
          local: "2025-03-04T18:00:00",
          offsetMinutes: 480,
          text: "Handed in",
          place: "Guangzhou, CN",
          status: "notfound",
          substatus: "notfound001",
          milestone: "ItemReceived",
        },
      ],
    });
  });

  it("says the ninth word in the domain's eight, and keeps words nobody documented", () => {
    expect(read({ delivery_status: "inforeceived", substatus: null })).toMatchObject({
      status: "notfound",
      substatus: "notfound001",
    });
    expect(read({ delivery_status: "in_transit", substatus: "transit_003" })).toMatchObject({
      status: "in_transit",
      substatus: "transit_003",
    });
  });

  it.each([
    ["2026-11-25T10:00:00-05:00", "2026-11-25T15:00:00Z"],
    ["2026-11-25", "2026-11-25T12:00:00Z"],
    ["2026-11-25 18:00", "2026-11-25T12:00:00Z"],
  ])("expects it on %s", (text, to) => {
    expect(read({ scheduled_delivery_date: text }).expected).toEqual({ from: null, to: new Date(to) });
  });

  it.each([null, "", "soon", 0])("expects it at no time on %j", (text) => {
    expect(read({ scheduled_delivery_date: text }).expected).toBeNull();
  });

  it("reads what is missing, empty or spelled as people expect", () => {
    const bare = { tracking_number: "RB123456785CN", courier_code: "china-post", delivery_status: "pending" };
    expect(toUpdate(v4Item.parse(bare))).toMatchObject({
      providerId: null,
      updatedAt: null,
      legs: {},
      checkpoints: [],
    });
    expect(toUpdate(v4Item.parse({ ...bare, updated_at: "2025-03-05T02:00:01Z", updating: "false" }))).toMatchObject({
      updatedAt: new Date("2025-03-05T02:00:01Z"),
      following: false,
    });
    const halves = { origin_info: [], destination_info: { courier_code: "dhl", courier_phone: "1", trackinfo: null } };
    expect(read({ ...halves, destination_country: "Germany" })).toMatchObject({
      destinationCountry: "DE",
      legs: { destination: { courierCode: "dhl", country: "DE", phone: "1" } },
    });
  });
});

describe("calling v4", () => {
  it("sends what is known of a number under v4's names, and nothing that may cost twice", async () => {
    const { provider, server } = await providerFor(answer(200, { success: [], error: [] }));
    const item = registrationSample({
      orderName: "#1001",
      title: "Mug \ud83d",
      logisticsChannel: "API TEST",
      destinationCode: "US",
      orderCreateTime: "2017/8/27 16:51",
      lang: "de",
      comment: "fra\u0000gile",
      customerName: "Ann",
      customerEmail: "ann@example.com",
      customerPhone: "+1 555 0100",
      shipDate: "20180908",
      postalCode: "12201",
      accountNumber: "7",
      destinationCountry: "US",
    });
    await provider.register([item, registrationSample({ number: "LX199229770CN" })]);
    expect(server.requests[0]).toMatchObject({
      method: "POST",
      path: "/v4/trackings/batch",
      headers: { "tracking-api-key": "0123-key", "content-type": "application/json", accept: "application/json" },
    });
    expect(JSON.parse(server.requests[0]?.body ?? "")).toEqual([
      {
        tracking_number: "RB123456785CN",
        courier_code: "china-post",
        order_number: "#1001",
        order_date: "2017-08-27 16:51",
        destination_country_iso2: "US",
        customer_name: "Ann",
        customer_email: "ann@example.com",
        customer_sms: "+1 555 0100",
        title: "Mug \ufffd",
        logistics_channel: "API TEST",
        note: "fragile",
        tracking_ship_date: "20180908",
        tracking_postal_code: "12201",
        tracking_courier_account: "7",
        tracking_destination_country: "US",
      },
      { tracking_number: "LX199229770CN", courier_code: "china-post" },
    ]);
  });

  it("settles a batch of which nothing was taken, whether it comes as a success or as a refusal", async () => {
    const error = (number: string, errorCode: number) => ({
      tracking_number: number,
      courier_code: "china-post",
      errorCode,
      errorMessage: `Message ${errorCode}`,
    });
    const codes = [4101, 4110, 4122, 4190, 511];
    const numbers = ["LX11111", "LX22222", "LX33333", "LX44444", "LX55555"];
    const data = { success: [], error: numbers.map((number, index) => error(number, codes[index] ?? 0)) };
    for (const code of [200, 4101]) {
      const { provider } = await providerFor(answer(code, data));
      expect(await provider.register(numbers.map((number) => registrationSample({ number })))).toMatchObject({
        kind: "settled",
        results: [
          { outcome: { kind: "exists" } },
          { outcome: { kind: "rejected", code: 4110, message: "Message 4110" } },
          { outcome: { kind: "rejected", code: 4122 } },
          { outcome: { kind: "quota", code: 4190 } },
          { outcome: { kind: "unknown" } },
        ],
      });
    }
  });

  it.each<[string, Behaviour, object]>([
    ["a bad key", answer(401, [], 401), { kind: "bad-key", detail: "401 : Message" }],
    ["a refusal", answer(403, [], 403), { kind: "refused" }],
    ["no quota", answer(4190, []), { kind: "quota" }],
    ["their fault", answer(511, [], 500), { kind: "unreachable" }],
    ["a fault of the family that nobody documented", answer(598, [], 500), { kind: "unreachable" }],
    ["a wrong path", answer(404, [], 404), { kind: "refused" }],
    ["v2's words for a bad key", answer(4001, [], 200), { kind: "refused" }],
    ["v2's word for done", answer(201, { success: [] }, 200), { kind: "refused" }],
  ])("fails as a whole on %s", async (_what, behaviour, failure) => {
    const { provider } = await providerFor(behaviour);
    const expected = { kind: "failed", failure: { retryAfterMs: null, outcomeKnown: false, ...failure } };
    expect(await provider.register([registrationSample()])).toMatchObject(expected);
  });

  it("asks for lists in v4's words, the offset's plus encoded", async () => {
    const { provider, server } = await providerFor(answer(200, [example, {}]), answer(200, { items: [example] }));
    const since = new Date("2026-11-20T10:00:00Z");
    expect(await provider.changesSince({ since, page: 2, pageSize: 2 })).toMatchObject({
      updates: [{ number: "RB123456785CN" }],
      more: true,
      total: null,
      unreadableItems: 1,
    });
    expect(await provider.read({ number: "RB123456785CN", courierCode: "China-Post" })).toMatchObject({ kind: "read" });
    expect(server.requests.map(({ path }) => path)).toEqual([
      "/v4/trackings/get?updated_date_min=2026-11-20T10%3A00%3A00%2B00%3A00&items_amount=2&pages_amount=2",
      "/v4/trackings/get?tracking_numbers=RB123456785CN&courier_code=China-Post&items_amount=100&pages_amount=1",
    ]);
  });

  it("says missing of nothing when the answer was not read to the end", async () => {
    const full = Array.from({ length: 100 }, (_, index) => ({ ...example, tracking_number: `LX${index + 10_000}CN` }));
    for (const data of [[example, {}], full]) {
      const { provider } = await providerFor(answer(200, data));
      const key = { number: "LX199229770CN", courierCode: "china-post" };
      expect(await provider.lookUp([key])).toMatchObject({ kind: "part", found: [] });
      expect(await provider.read(key)).toMatchObject({ kind: "failed", failure: { kind: "unreadable" } });
    }
  });

  it("never sends a number that holds a comma", async () => {
    const { provider, server } = await providerFor(answer(200, [example]));
    const key = { number: "LX1,LX2", courierCode: "china-post" };
    expect(await provider.lookUp([key])).toMatchObject({ kind: "settled", missing: [key] });
    expect(await provider.read(key)).toEqual({ kind: "unknown-number" });
    expect(server.requests).toEqual([]);
  });

  it("changes a courier by the provider's id", async () => {
    const { provider, server } = await providerFor(
      answer(200, [{ ...example, id: "a/b" }]),
      answer(200, { id: "a/b", courier_code_new: "dhl" }),
      answer(200, [example]),
      answer(4112, []),
      answer(200, [{ ...example, id: "" }]),
    );
    const key = { number: "RB123456785CN", courierCode: "china-post" };
    expect(await provider.changeCourier(key, "dhl")).toEqual({ kind: "changed" });
    expect(server.requests[1]).toMatchObject({ method: "PUT", path: "/v4/trackings/update/a%2Fb" });
    expect(server.requests[1]?.body).toBe('{"courier_code_new":"dhl"}');
    expect(await provider.changeCourier(key, "dhl")).toEqual({ kind: "unknown-number" });
    expect(await provider.changeCourier(key, "dhl")).toMatchObject({ failure: { kind: "unreadable" } });
  });

  it("tells an air waybill in the shape the served API has", async () => {
    const { provider, server } = await providerFor(
      answer(200, {
        awb_number: "172-28891936",
        status_number: "2",
        piece: "4",
        weight: "120.0K",
        origin: "LUX",
        destination: "ORD",
        last_event: "Departed",
        flight_info: [],
        flight_info_new: [{ flight_number: "CV6105", depart_station: "LUX", arrival_station: "ORD" }],
        track_info: [{ event: "Departed", station: "LUX", flight_number: "CV6105" }],
        airline_info: { name: "Cargolux", url: "https://airline.example", track_url: "" },
      }),
      answer(4161, []),
      answer(4190, []),
    );
    expect(await provider.airCargo(["172-28891936"], "en")).toMatchObject({
      kind: "waybills",
      waybills: {
        "172-28891936": {
          airline_info: { name: "Cargolux" },
          return_data: {
            track_number: "172-28891936",
            piece: 4,
            status_number: 2,
            flight_info: { CV6105: { depart_station: "LUX", arrival_station: "ORD" } },
            track_info: [{ event: "Departed", piece: "" }],
          },
        },
      },
    });
    expect(server.requests[0]).toMatchObject({ path: "/v4/awb", body: '{"awb_number":"172-28891936"}' });
    expect(await provider.airCargo(["999-28891936"], null)).toEqual({ kind: "waybills", waybills: {} });
    expect(await provider.airCargo(["172-28891936"], null)).toMatchObject({ failure: { kind: "quota" } });
    expect(await provider.airCargo([], null)).toEqual({ kind: "waybills", waybills: {} });
    await expect(provider.airCargo(["172-28891936", "172-28891940"], null)).rejects.toThrow(RangeError);
  });

  it("keeps well below the rate of every path it calls", () => {
    const { capabilities } = trackingProvider("trackingmore-v4", connectionTo("http://127.0.0.1:9/v4"));
    expect(1_000 / capabilities.paceIntervalMs).toBeLessThanOrEqual(8);
  });
});
