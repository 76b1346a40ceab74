import { describe, expect, it } from "vitest";
import { requiredFields } from "~/domain/carriers/special-couriers";

describe("requiredFields", () => {
  it.each([
    ["deutsche-post", ["shipDate"]],
    ["mondialrelay", ["postalCode"]],
    ["postnl-3s", ["postalCode", "destinationCountry"]],
    ["dynamic-logistics", ["accountNumber"]],
    ["usps", []],
    ["constructor", []],
  ])("%s needs %j", (courierCode, fields) => {
    expect(requiredFields(courierCode)).toEqual(fields);
  });
});
