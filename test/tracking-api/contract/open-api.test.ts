import { Validator } from "@seriousme/openapi-schema-validator";
import { Ajv2020 } from "ajv/dist/2020.js";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { allBrands } from "~/tracking-api/contract/brands";
import { endpointNames, endpoints } from "~/tracking-api/contract/endpoints";
import { documentedPath, openApiDocument } from "~/tracking-api/contract/open-api";

const media = z.object({
  content: z.object({ "application/json": z.looseObject({ schema: z.unknown(), example: z.unknown().optional() }) }),
});
const operation = z.object({
  operationId: z.string(),
  requestBody: media.optional(),
  responses: z.record(z.string(), media),
});
const paths = z.record(z.string(), z.record(z.string(), operation));

/** Every operation of a document, with where it stands. */
function operationsOf(document: Record<string, unknown>) {
  return Object.entries(paths.parse(document["paths"])).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, found]) => ({ path, method, ...found })),
  );
}

describe.each(allBrands)("the OpenAPI document of %s", (brand) => {
  const document = openApiDocument(brand, "https://homeward.example/v2");

  it("passes a public validator", async () => {
    const validator = new Validator();
    expect(await validator.validate(structuredClone(document))).toEqual({ valid: true });
    expect(validator.version).toBe("3.1");
  });

  it("has every endpoint of the contract under its method, and nothing else", () => {
    const found = operationsOf(document).map(({ operationId, method, path }) => `${operationId} ${method} ${path}`);
    const contracted = endpointNames
      .filter((name) => endpoints[name].brands.includes(brand))
      .map((name) => `${name} ${endpoints[name].method.toLowerCase()} ${documentedPath(name)}`);
    expect(found.sort()).toEqual(contracted.sort());
  });

  it("has an example for every body and every answer, and each fits its own schema", () => {
    // The document as a whole is the schema's home, so that what it refers to is found.
    const ajv = new Ajv2020({ strict: false, allErrors: true }).addSchema(document, "openapi");
    const judge = (pointer: string[], example: unknown) => {
      const escaped = pointer.map((part) => encodeURIComponent(part.replaceAll("~", "~0").replaceAll("/", "~1")));
      const validate = ajv.compile({ $ref: `openapi#/${escaped.join("/")}` });
      expect([pointer, validate(example), validate.errors]).toEqual([pointer, true, null]);
      return validate;
    };
    for (const { path, method, requestBody, responses } of operationsOf(document)) {
      const at = ["paths", path, method];
      const schemaAt = ["content", "application/json", "schema"];
      if (requestBody) {
        const { example } = requestBody.content["application/json"];
        expect([path, method, example]).toEqual([path, method, expect.anything()]);
        judge([...at, "requestBody", ...schemaAt], example);
      }
      const { example } = responses["200"]?.content["application/json"] ?? {};
      const validate = judge([...at, "responses", "200", ...schemaAt], example);
      // The schema can say no, and takes a refusal.
      expect(validate({ meta: { code: 200, type: "Success" } })).toBe(false);
      expect(validate({ meta: { code: 4031, type: "No Content", message: "" }, data: [] })).toBe(true);
    }
  });
});

it("would be told by the validator what is wrong", async () => {
  const { info, ...headless } = openApiDocument("trackingmore-v2", "https://homeward.example/v2");
  expect(info).toMatchObject({ version: "1.0.0" });
  expect(await new Validator().validate(headless)).toMatchObject({ valid: false });
});
