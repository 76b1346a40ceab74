import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { buildClientSchema, type GraphQLSchema, type IntrospectionQuery } from "graphql";

/** The one version of the Admin API that the sandbox answers. */
export const adminApiVersion = "2026-07";

let schema: GraphQLSchema | undefined;

/** Shopify's real Admin schema; built on first use, which takes a moment. */
export function adminSchema(): GraphQLSchema {
  schema ??= readSchema();
  return schema;
}

function readSchema(): GraphQLSchema {
  const file = new URL(`./schema/admin_${adminApiVersion}.json.gz`, import.meta.url);
  const content = JSON.parse(gunzipSync(readFileSync(file)).toString("utf8")) as
    IntrospectionQuery | { data: IntrospectionQuery };
  return buildClientSchema("data" in content ? content.data : content);
}
