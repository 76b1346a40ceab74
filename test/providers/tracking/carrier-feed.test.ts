import { afterEach, describe, expect, it } from "vitest";
import { startMisbehavingServer, type Behaviour, type MisbehavingServer } from "#test/support/misbehaving-server";
import { trackingProvider } from "~/providers/tracking/index.server";
import { connectionTo, registrationSample } from "./samples";

const servers: MisbehavingServer[] = [];
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.close()));
});

async function feedThat(...behaviours: [Behaviour, ...Behaviour[]]) {
  const server = await startMisbehavingServer(...behaviours);
  servers.push(server);
  return {
    feed: trackingProvider("carrier-feed", connectionTo(`${server.url}/carriers/`, { timeoutMs: 2_000 })),
    server,
  };
}

const key = { number: "RB 123456785/CN", courierCode: "china-post" };
const parcel = {
  number: "RB123456785/CN",
  courier: "china-post",
  status: "transit",
  updatedAt: "2026-11-20T10:00:00Z",
  final: false,
  originCountry: "cn",
  destinationCountry: null,
  expected: { from: "2026-11-25T00:00:00-05:00", to: null },
  legs: [
    {
      leg: "origin",
      courier: "china-post",
      country: "CN",
      website: null,
      phone: null,
      checkpoints: [
        {
          time: "2026-11-20T17:11:00+08:00",
          text: "Departed",
          place: "Guangzhou",
          status: "transit",
          substatus: "transit007",
          milestone: "DepartfromAirport",
        },
        { time: "2026-11-19T08:00:00-03:30", text: "Weighed", place: "", status: "weighed", milestone: "Weighing" },
        { time: "2026-11-19T07:00:00", text: "Accepted", place: "Guangzhou", status: "transit" },
        { time: "some day", text: "Promised", place: "", status: "pending" },
      ],
    },
  ],
};
const says = (body: unknown, status = 200): Behaviour => ({ kind: "answer", status, body });

describe("a carrier feed", () => {
  it("reads a parcel's story, local times as told with their zone", async () => {
    const { feed, server } = await feedThat(says(parcel));
    expect(await feed.read(key)).toEqual({
      kind: "read",
      update: {
        number: "RB123456785/CN",
        courierCode: "china-post",
        providerId: null,
        status: "transit",
        substatus: null,
        updatedAt: new Date("2026-11-20T10:00:00Z"),
        following: true,
        originCountry: "CN",
        destinationCountry: null,
        expected: { from: new Date("2026-11-25T05:00:00Z"), to: null },
        legs: { origin: { courierCode: "china-post", country: "CN", website: null, phone: null } },
        checkpoints: [
          {
            leg: "origin",
            local: "2026-11-20T17:11:00",
            offsetMinutes: 480,
            text: "Departed",
            place: "Guangzhou",
            status: "transit",
            substatus: "transit007",
            milestone: "DepartfromAirport",
          },
          {
            leg: "origin",
            local: "2026-11-19T08:00:00",
            offsetMinutes: -210,
            text: "Weighed",
            place: "",
            status: "weighed",
            substatus: null,
            milestone: null,
          },
          {
            leg: "origin",
            local: "2026-11-19T07:00:00",
            offsetMinutes: null,
            text: "Accepted",
            place: "Guangzhou",
            status: "transit",
            substatus: null,
            milestone: null,
          },
        ],
      },
    });
    expect(server.requests[0]).toMatchObject({
      method: "GET",
      path: "/carriers/china-post/RB%20123456785%2FCN",
      headers: { authorization: "Bearer 0123-key" },
    });
  });

  it("stops following what is final", async () => {
    const { feed } = await feedThat(says({ ...parcel, status: "delivered", final: true, expected: null }));
    expect(await feed.read(key)).toMatchObject({ update: { following: false, status: "delivered", expected: null } });
  });

  it("takes 404 for a number the carrier does not know yet", async () => {
    const { feed } = await feedThat(says("<html>Not found</html>", 404));
    expect(await feed.read(key)).toMatchObject({
      kind: "read",
      update: { ...key, status: "notfound", updatedAt: null, following: true, checkpoints: [] },
    });
  });

  it.each<[string, Behaviour, object]>([
    ["a web page", says("<html></html>"), { kind: "unreadable" }],
    ["half of the JSON", says(JSON.stringify(parcel).slice(0, 90)), { kind: "unreadable" }],
    ["a connection broken in the body", { kind: "cut", body: JSON.stringify(parcel) }, { kind: "unreadable" }],
    ["another shape", says({ ...parcel, legs: "none" }), { kind: "unreadable" }],
    ["another parcel", says({ ...parcel, number: "LX199229770CN" }), { kind: "unreadable" }],
    ["nothing", says(""), { kind: "unreadable" }],
    ["a wrong key", says("", 401), { kind: "bad-key" }],
    [
      "too many questions",
      { kind: "answer", status: 429, headers: { "retry-after": "30" } },
      { kind: "too-fast", retryAfterMs: 30_000 },
    ],
    ["a refusal", says("", 410), { kind: "refused" }],
    ["a redirect", { kind: "answer", status: 302, headers: { location: "/" } }, { kind: "unreachable" }],
    ["its crash", says("<html>", 503), { kind: "unreachable", detail: "HTTP 503" }],
    ["a broken connection", { kind: "reset" }, { kind: "unreachable" }],
    ["silence", { kind: "hang" }, { kind: "unreachable", detail: "timeout" }],
  ])("fails on %s", async (_what, behaviour, failure) => {
    const { feed } = await feedThat(behaviour);
    expect(await feed.read(key)).toMatchObject({ kind: "failed", failure: { outcomeKnown: false, ...failure } });
  });

  it("works when it answers at all with the key, and does not when the key is wrong", async () => {
    const { feed } = await feedThat(says("", 404), says("", 403));
    expect(await feed.test()).toEqual({ kind: "works" });
    expect(await feed.test()).toMatchObject({ kind: "failed", failure: { kind: "bad-key" } });
  });

  const places = [
    { country: "Japan", postcode: "907-0001", company: null },
    { country: "DE", postcode: "10115", company: "UPS" },
  ];
  const remoteRow = { place: 0, company: "DHL", countryCode: "jp", country: "Japan" };

  it("asks for remote areas, and tells the places that are none as they were given", async () => {
    const { feed, server } = await feedThat(says({ remote: [remoteRow] }));
    expect(await feed.remoteAreas(places)).toEqual({
      kind: "areas",
      areas: {
        remote: [{ far_express_company: "dhl", two_code: "JP", far_country: "Japan", far_city_postcode: "907-0001" }],
        other: [{ country: "DE", postcode: "10115", company: "UPS" }],
      },
    });
    expect(server.requests[0]).toMatchObject({
      method: "POST",
      path: "/carriers/remote-areas",
      headers: { authorization: "Bearer 0123-key" },
      body: JSON.stringify({ places }),
    });
  });

  it("asks for air waybills; one that is not known is an empty record", async () => {
    const reported = {
      airline: { name: "Cargolux", website: "https://a.example", trackingPage: "https://b.example" },
      pieces: 3,
      weight: "120",
      origin: "HKG",
      destination: "LUX",
      statusCode: 4,
      flights: [{ number: "CV7947", from: "HKG", departed: "2026-11-05 22:10", to: "LUX" }],
      events: [
        { happened: "2026-11-06 05:40", text: "Arrived", station: "LUX", flight: "CV7947", code: "ARR", pieces: 3 },
      ],
    };
    const { feed } = await feedThat(says({ waybills: { "172-28891936": reported } }));
    expect(await feed.airCargo(["172-28891936", "020-1234567"], "en")).toMatchObject({
      kind: "waybills",
      waybills: {
        "172-28891936": {
          airline_info: { name: "Cargolux", track_url: "https://b.example" },
          return_data: {
            piece: 3,
            status_number: 4,
            last_event: "Arrived",
            flight_info: { CV7947: { depart_time: "2026-11-05 22:10", arrival_time: "" } },
            track_info: [{ actual_date: "2026-11-06 05:40", plan_date: "", status: "ARR", piece: "3" }],
          },
        },
        "020-1234567": { return_data: { track_number: "020-1234567", last_event: "", track_info: [] } },
      },
    });
  });

  it.each<[string, Behaviour, object]>([
    ["nothing of the kind", says("", 404), { kind: "not-offered" }],
    ["another method", says("", 405), { kind: "not-offered" }],
    ["a wrong key", says("", 401), { kind: "failed", failure: { kind: "bad-key" } }],
    ["a web page", says("<html>"), { kind: "not-offered" }],
    ["its crash", says("", 503), { kind: "failed", failure: { kind: "unreachable" } }],
    ["another place", says({ remote: [{ ...remoteRow, place: 2 }] }), { kind: "not-offered" }],
    ["a broken connection", { kind: "reset" }, { kind: "failed", failure: { kind: "unreachable" } }],
  ])("invents no remote areas where a feed answers %s", async (_what, behaviour, expected) => {
    const { feed } = await feedThat(behaviour);
    expect(await feed.remoteAreas(places)).toMatchObject(expected);
  });

  it("takes no registrations and lists neither changes nor couriers", async () => {
    const { feed, server } = await feedThat(says(""));
    expect(feed.capabilities).toMatchObject({ registers: false, listsChanges: false });
    expect(await feed.register([registrationSample()])).toMatchObject({ failure: { kind: "refused" } });
    expect(await feed.lookUp([key])).toMatchObject({ failure: { kind: "refused" } });
    expect(await feed.changesSince({ since: null, page: 1, pageSize: 1 })).toMatchObject({
      failure: { kind: "refused" },
    });
    expect(await feed.carriers()).toEqual({ kind: "not-offered" });
    expect(server.requests).toEqual([]);
  });
});
