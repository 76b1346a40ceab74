import { beforeEach, expect, it } from "vitest";
import { everyEndpoint } from "#test/batteries/every-endpoint.cases";
import { endpointNames, endpoints, type EndpointName } from "~/tracking-api/contract/endpoints";
import { exampleAnswers } from "~/tracking-api/contract/example-answers";
import { printPush } from "~/tracking-api/contract/push";
import { signPush } from "~/tracking-api/contract/signature";
import { createTrackingServer, type TrackingServer } from "~/tracking-api/server/handler";
import { printItem } from "~/tracking-api/server/print-item";
import type { CostTime } from "~/tracking-api/server/service";
import { MemoryTrackingService } from "../memory-service";
import { recordSample } from "../samples";

const now = () => new Date("2019-03-05T02:00:00Z");

let service: MemoryTrackingService;
let server: TrackingServer;

beforeEach(() => {
  service = new MemoryTrackingService({ keys: { good: { accountId: "account", keyId: "key" } }, now });
  server = createTrackingServer({ service, now, report: () => expect.unreachable("The server crashed") });
});

interface Call {
  method: string;
  path: string;
  body?: unknown;
}

async function textOf({ method, path, body }: Call, mount: "v1" | "v2" = "v2"): Promise<string> {
  const request = new Request(`http://127.0.0.1/${mount}${path}`, {
    method,
    headers: { "api-key": "good" },
    body: body === undefined ? null : JSON.stringify(body),
  });
  return (await server.handle(request, { mount })).text();
}

/**
 * Does what the proof table does before the call that works; this service has nothing else to do.
 */
async function prepare(name: EndpointName): Promise<void> {
  for (const preparation of everyEndpoint[name].works.before) {
    if (preparation.step === "call") await textOf(preparation);
  }
}

const success = '{"meta":{"code":200,"type":"Success","message":"Success"},"data":';
const id = (count: number) => `"id":"${count.toString(16).padStart(32, "0")}"`;
const letter = '"tracking_number":"RB123456785CN","carrier_code":"china-post"';
const parcel = '"tracking_number":"9400110200881234567890","carrier_code":"usps"';
const unseenHalf =
  '{"ItemReceived":null,"ItemDispatched":null,"DepartfromAirport":null,"ArrivalfromAbroad":null,' +
  '"CustomsClearance":null,"DestinationArrived":null,"weblink":"https:\\/\\/carrier.example\\/china-post",' +
  '"phone":"1 800 225 5345","carrier_code":"china-post","trackinfo":null}';
/** An item just added. */
const item = (orderId: string) =>
  `{${id(1)},${letter},"status":"pending","track_update":true,"created_at":"2019-03-05T02:00:00+00:00",` +
  '"updated_at":null,"order_create_time":null,"customer_email":null,"customer_phone":null,"title":null,' +
  `"order_id":${orderId},"comment":null,"customer_name":null,"archived":false,"original_country":"",` +
  '"itemTimeLength":null,"stayTimeLength":0,"service_code":null,"status_info":null,"substatus":"",' +
  `"origin_info":${unseenHalf},"lastEvent":"","lastUpdateTime":""}`;
const batchEntry = (count: number, pair: string) =>
  `{${id(count)},${pair},"order_create_time":0,"status":"pending","created_at":"2019-03-05T02:00:00+00:00",` +
  '"customer_email":null,"customer_name":null,"customer_phone":null,"order_id":null,"comment":null,"title":null,' +
  '"logistics_channel":null}';

/**
 * What each endpoint prints for the call that works in the proof table: the documented answers,
 * byte by byte.
 */
const printed: { readonly [Name in EndpointName]: string } = {
  createTracking:
    `${success}{${id(1)},${letter},"order_create_time":"2019\\/3\\/4 9:05","status":"pending",` +
    '"created_at":"2019-03-05T02:00:00+00:00","customer_email":null,"customer_name":null,"customer_phone":null,' +
    '"order_id":"#1001","comment":null,"title":"Red mug","logistics_channel":null,"destination":""}}',
  createTrackings:
    `${success}{"submitted":2,"added":2,"trackings":[${batchEntry(1, letter)},${batchEntry(2, parcel)}],` +
    '"errors":[]}}',
  listTrackings: `${success}{"page":1,"limit":25,"total":"1","items":[${item('"#1001"')}]}}`,
  getTracking: `${success}${item('"#1001"')}}`,
  updateTracking:
    `${success}{${id(1)},${letter},"created_at":"2019-03-05T02:00:00+00:00","updated_at":null,` +
    '"customer_email":null,"customer_name":null,"order_id":"#1001","title":"Blue mug","destination_code":null,' +
    '"customer_phone":null,"archived":"true","status":"7","logistics_channel":null}}',
  deleteTracking: `${success}[]}`,
  updateTrackings: `${success}{"submitted":1,"update":1,"trackings":[{${letter}}],"errors":[]}}`,
  deleteTrackings: `${success}{"submitted":3,"delete":1,"trackings":[{${letter}}]}}`,
  stopTrackings: `${success}{"submitted":3,"change":1,"trackings":[{${letter}}]}}`,
  getRealtime: `${success}{"items":[${item('"#1001"')}]}}`,
  changeCarrier: `${success}{"Usertag":""}}`,
  getUserInfo:
    `${success}{"email":"user@example.com","regtime":"1546300800","phone":"","money":0,` + '"track_number":1000000}}',
  countStatuses:
    `${success}{"pending":1,"notfound":0,"transit":0,"pickup":0,"delivered":0,"undelivered":0,"exception":0,` +
    '"expired":0}}',
  checkRemote:
    '{"meta":{"code":200,"type":"Success","message":"The request was successful."},"data":{"submitted":1,"other":[],' +
    '"remote":[{"far_express_company":"dhl","two_code":"JP","far_country":"Japan","far_city_postcode":"1000001"}]}}',
  getCostTimes:
    `${success}[{"carrier_code":"china-post","original":"CN","destination":"US","total":100,"delivered":97,` +
    '"range1":0.6,"range3":0.3,"range4":0.07,"range5":0.02,"range6":0.01,"average":6.4}]}',
  trackAirCargo:
    `${success}{"172-28891936":{"airline_info":{"name":"Cargolux","url":"https:\\/\\/www.cargolux.com\\/",` +
    '"track_url":"https:\\/\\/www.cargolux.com\\/track-and-trace\\/"},"return_data":{"track_number":"172-28891936",' +
    '"weight":"120","piece":3,"origin":"HKG","destination":"LUX","status_number":4,' +
    '"last_event":"Arrived,LUX,2026-11-22 05:40","flight_info":{"CV7947":{"depart_station":"HKG",' +
    '"depart_time":"2026-11-21 22:10","plan_depart_time":"2026-11-21 22:00","arrival_station":"LUX",' +
    '"arrival_time":"2026-11-22 05:40","plan_arrival_time":"2026-11-22 05:30"}},"track_info":[{"plan_date":"",' +
    '"actual_date":"2026-11-22 05:40","event":"Arrived","station":"LUX","flight_number":"CV7947","status":"ARR",' +
    '"piece":"3","weight":"120"}]}}}}',
  detectCarrier: `${success}[{"name":"China Post","code":"china-post"}]}`,
  listCarriers:
    `${success}[{"name":"China Post","code":"china-post","phone":"86 20 11185","homepage":"http:\\/\\/yjcx.ems.com.cn\\/",` +
    '"type":"globalpost","picture":"\\/\\/cdn.example\\/china-post.png","name_cn":"\\u4e2d\\u56fd\\u90ae\\u653f"},' +
    '{"name":"DHL","code":"dhl","phone":"","homepage":"","type":"express","picture":""}]}',
};

/** What only a provider or a catalogue knows. */
function printSamples(): void {
  service.remoteAreas = async () => ({
    kind: "areas" as const,
    areas: {
      other: [],
      remote: [{ far_express_company: "dhl", two_code: "JP", far_country: "Japan", far_city_postcode: "1000001" }],
    },
  });
  const waybills = endpoints.trackAirCargo.data.parse(exampleAnswers.trackAirCargo);
  service.airCargo = async () => ({ kind: "waybills" as const, waybills });
  const shares: CostTime["shares"] = [0.6, 0.3, 0.07, 0.02, 0.01];
  service.costTimes = async (_caller, routes) => ({
    kind: "times" as const,
    times: routes.map((route) => ({
      route,
      total: 100,
      delivered: 97,
      shares,
      averageDays: 6.4,
    })),
  });
  const blank = { nameLocal: null, phone: "", homepage: "", picture: "" };
  service.carriers = async () => [
    {
      ...{ code: "china-post", name: "China Post", nameLocal: "中国邮政", type: "globalpost" as const },
      ...{ phone: "86 20 11185", homepage: "http://yjcx.ems.com.cn/", picture: "//cdn.example/china-post.png" },
    },
    { ...blank, code: "dhl", name: "DHL", type: "express" as const },
  ];
}

it.each(endpointNames)("prints the answer of %s byte by byte as documented", async (name) => {
  const { works } = everyEndpoint[name];
  await prepare(name);
  printSamples();
  expect(await textOf(works)).toBe(printed[name]);
});

it("prints a single tracking as a list of one on TrackRu's mount", async () => {
  await prepare("getTracking");
  expect(await textOf(everyEndpoint.getTracking.works, "v1")).toBe(`${success}[${item('"#1001"')}]}`);
});

it("prints a batch with a refusal as 201, and a refusal of the whole with an empty list", async () => {
  await textOf({
    method: "POST",
    path: "/trackings/batch",
    body: [{ tracking_number: "RB123456785CN", carrier_code: "china-post" }],
  });
  const again = { method: "POST", path: "/trackings/batch", body: everyEndpoint.createTrackings.works.body };
  expect(await textOf(again)).toBe(
    '{"meta":{"code":201,"type":"Created","message":"The request was successful and a resource was created."},' +
      `"data":{"submitted":2,"added":1,"trackings":[${batchEntry(2, parcel)}],` +
      `"errors":[{${letter},"code":4016,"message":"Tracking already exists."}]}}`,
  );
  expect(await textOf({ ...again, body: Array.from({ length: 41 }, () => ({})) })).toBe(
    '{"meta":{"code":4020,"type":"Bad Request","message":"Up to 40 at a time"},"data":[]}',
  );
});

it("prints a push on one line, byte by byte", () => {
  const record = recordSample({ title: "Mug 鞋\n/ 😀", checkpoints: [], destinationCountry: null });
  const push = printPush(printItem(record, now()), signPush("user@example.com", new Date(1_488_249_109_000)));
  expect(push).toBe(
    '{"meta":{"code":200,"type":"Success","message":"Success"},"data":{"id":"0123456789abcdef0123456789abcdef",' +
      `${letter},"status":"transit","created_at":"2019-03-05T02:00:00+00:00","updated_at":"2019-03-09T04:00:00+00:00",` +
      '"title":"Mug \\u978b\\n\\/ \\ud83d\\ude00","order_id":"#1001","customer_name":null,"customer_email":null,' +
      '"original_country":"China","itemTimeLength":null,"origin_info":{"ItemReceived":null,"ItemDispatched":null,' +
      '"DepartfromAirport":null,"ArrivalfromAbroad":null,"CustomsClearance":null,"DestinationArrived":null,' +
      '"weblink":"http:\\/\\/yjcx.ems.com.cn\\/qps\\/yjcx","phone":"86 20 11185","carrier_code":"china-post",' +
      '"trackinfo":null},"lastEvent":""},"verifyInfo":{"timeStr":1488249109,' +
      '"signature":"0d4f42e2c75d394a2957e2ecf9deb0cd3c81f4ea89712f59f2331dfcec0e9f7f"}}',
  );
});
