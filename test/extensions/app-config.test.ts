import { readFileSync } from "node:fs";
import { isEnumType } from "graphql";
import { parse } from "smol-toml";
import { expect, test } from "vitest";
import { z } from "zod";
import { adminApiVersion, adminSchema } from "#test/sandbox/shopify/admin-schema";

// What `shopify app build` lets pass and Shopify refuses at deploy: unknown keys, topics, scopes
// and proxy paths.
const subscription = z.union([
  z.strictObject({ topics: z.tuple([z.string()]), uri: z.string() }),
  z.strictObject({ compliance_topics: z.tuple([z.string()]), uri: z.string() }),
]);
const appConfig = z.strictObject({
  client_id: z.string().length(32),
  name: z.string().max(30),
  handle: z.string().regex(/^[a-z0-9-]+$/),
  application_url: z.url({ protocol: /^https$/ }),
  embedded: z.literal(true),
  extension_directories: z.array(z.string()),
  web_directories: z.array(z.string()),
  build: z.strictObject({ automatically_update_urls_on_dev: z.boolean() }),
  access_scopes: z.strictObject({ scopes: z.string(), use_legacy_install_flow: z.literal(false) }),
  auth: z.strictObject({ redirect_urls: z.array(z.url()) }),
  app_proxy: z.strictObject({
    url: z.string().startsWith("/"),
    prefix: z.enum(["a", "apps", "community", "tools"]),
    subpath: z.string().regex(/^(?!(admin|services|password|login)$)[\w-]{1,30}$/),
  }),
  app_preferences: z.strictObject({ url: z.url() }),
  webhooks: z.strictObject({ api_version: z.string(), subscriptions: z.array(subscription) }),
});

const config = appConfig.parse(parse(readFileSync("shopify.app.toml", "utf8")));
const scopes = config.access_scopes.scopes.split(",");
const subscribed = config.webhooks.subscriptions.map((entry) => ({
  topic: "topics" in entry ? entry.topics[0] : entry.compliance_topics[0],
  compliance: "compliance_topics" in entry,
  uri: entry.uri,
}));

test("the webhooks are of the Admin API's version", () => {
  expect(config.webhooks.api_version).toBe(adminApiVersion);
});

test("every topic is delivered to its own path, once", () => {
  expect(subscribed.map(({ uri }) => uri)).toEqual(subscribed.map(({ topic }) => `/webhooks/${topic}`));
  expect(new Set(subscribed.map(({ topic }) => topic)).size).toBe(subscribed.length);
});

test("the three privacy topics are there, and all others are topics of the Admin API that our scopes open", () => {
  const topics = adminSchema().getType("WebhookSubscriptionTopic");
  if (!isEnumType(topics)) throw new Error("the schema has no topics");
  for (const { topic } of subscribed.filter(({ compliance }) => !compliance)) {
    const known = topics.getValue(topic.toUpperCase().replace("/", "_"));
    expect(known, topic).toBeDefined();
    const needed = /one of the following scopes:\s*([\w,\s]+)\./.exec(known?.description ?? "")?.[1]?.split(/,\s*/);
    if (needed) expect(scopes, topic).toContain(needed.find((scope) => scopes.includes(scope)));
  }
  expect(subscribed.filter(({ compliance }) => compliance).map(({ topic }) => topic)).toEqual([
    "customers/data_request",
    "customers/redact",
    "shop/redact",
  ]);
});

test("no scope is asked for that nothing uses, and none can write to the shop", () => {
  expect(scopes).toEqual(["read_orders", "read_fulfillments", "read_customers", "write_app_proxy"]);
});

test("the storefront block posts where the proxy listens", () => {
  const block = readFileSync("extensions/theme-tracking/blocks/tracking.liquid", "utf8");
  expect(config.app_proxy.url).toBe("/proxy/track");
  expect(block).toContain(`"default": "/${config.app_proxy.prefix}/${config.app_proxy.subpath}"`);
});
