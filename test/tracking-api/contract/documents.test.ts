import { describe, expect, it } from "vitest";
import { z } from "zod";
import type { Endpoint } from "~/tracking-api/contract/endpoint";
import { endpointNames, endpoints, type EndpointName, type EndpointTypes } from "~/tracking-api/contract/endpoints";
import { exampleAnswers } from "~/tracking-api/contract/example-answers";
import { examples } from "~/tracking-api/contract/examples";
import { requestFieldsOf } from "~/tracking-api/contract/open-api";

const fields = z.record(z.string(), z.unknown());
const body = z.union([z.array(fields), fields.transform((one) => [one])]);

describe("what the documents show", () => {
  it.each(endpointNames)("answers %s as the server may print it", (name) => {
    expect(endpoints[name].emitted.safeParse(exampleAnswers[name])).toMatchObject({ success: true });
  });

  it.each(endpointNames)("calls exactly those fields of the body of %s needed without which it is refused", (name) => {
    const documented = requestFieldsOf(name).filter(({ place }) => place === "body");
    if (documented.length === 0) return expect(endpoints[name].fieldsFrom).not.toBe("body");
    const path = pathOf(name, examples[name]);
    const [entry = {}] = body.parse(bodyOf(name, examples[name]));
    const door = endpoints[name].entry ?? endpoints[name].input;
    const isList = endpoints[name].entry === undefined && Array.isArray(bodyOf(name, examples[name]));
    const isTaken = (given: Record<string, unknown>) =>
      door.safeParse(isList ? [given] : { ...given, ...path }).success;
    expect(isTaken(entry)).toBe(true);
    for (const { name: field, required } of documented) {
      const { [field]: left, ...others } = entry;
      expect([field, isTaken(others)]).toEqual([field, !required]);
    }
  });

  it("says of every field what it is", () => {
    for (const name of endpointNames) {
      for (const { name: field, description } of requestFieldsOf(name)) expect([field, description]).not.toContain("");
    }
  });
});

function wire<Name extends EndpointName>(name: Name, ask: EndpointTypes[Name]["ask"]) {
  const endpoint: Endpoint<EndpointTypes[Name]> = endpoints[name];
  return endpoint.send(ask, "trackingmore-v2");
}
const bodyOf = <Name extends EndpointName>(name: Name, ask: EndpointTypes[Name]["ask"]) => wire(name, ask).body ?? {};
const pathOf = <Name extends EndpointName>(name: Name, ask: EndpointTypes[Name]["ask"]) => wire(name, ask).path ?? {};
