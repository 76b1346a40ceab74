import { MAX_PUSH_ADDRESSES, PUSH_TIMEOUT_MS } from "~/features/public-api/outgoing-webhooks/push-limits";
import { MAX_ATTEMPTS } from "~/features/public-api/outgoing-webhooks/push-retries";
import { callAddress } from "~/tracking-api/client/address";
import { brands, type Brand } from "~/tracking-api/contract/brands";
import { endpointNames, endpoints, type EndpointName } from "~/tracking-api/contract/endpoints";
import { apiCodes } from "~/tracking-api/contract/errors";
import { exampleItem } from "~/tracking-api/contract/example-answers";
import {
  defaultPageSize,
  filterLimit,
  maxBodyBytes,
  pageLimit,
  sameShipmentIntervalMs,
} from "~/tracking-api/contract/limits";
import {
  documentedPath,
  exampleData,
  exampleRequest,
  refusalsOf,
  requestFieldsOf,
  type DocumentedField,
} from "~/tracking-api/contract/open-api";
import { printPush } from "~/tracking-api/contract/push";
import { signPush } from "~/tracking-api/contract/signature";

/** One call, as every language writes it. */
export interface ShownCall {
  name: EndpointName;
  method: string;
  url: string;
  headers: Record<string, string>;
  body: string | null;
}

/** Where a reader's own key goes. */
export const keyPlace = "YOUR_API_KEY";

/**
 * The example of an endpoint as it goes over the wire: made by the same function the client sends
 * with.
 */
export function shownCall(name: EndpointName, brand: Brand, baseUrl: string): ShownCall {
  const { path, query, headers, body } = exampleRequest(name, brand);
  return {
    name,
    method: endpoints[name].method,
    url: callAddress(baseUrl, endpoints[name].path, path, query).href,
    headers: {
      [brands[brand].keyHeader]: keyPlace,
      ...(body === undefined ? {} : { "Content-Type": "application/json" }),
      ...headers,
    },
    body: body === undefined ? null : JSON.stringify(body),
  };
}

/** The languages of the page. Each prints a whole program that needs nothing installed. */
export const languages: Record<string, (call: ShownCall) => string> = {
  curl: ({ method, url, headers, body }) =>
    [
      `curl -X ${method} ${shell(url)}`,
      ...Object.entries(headers).map(([name, value]) => `  -H ${shell(`${name}: ${value}`)}`),
      ...(body === null ? [] : [`  -d ${shell(body)}`]),
    ].join(" \\\n"),
  PHP: ({ method, url, headers, body }) =>
    [
      "<?php",
      `$curl = curl_init(${php(url)});`,
      "curl_setopt_array($curl, [",
      `    CURLOPT_CUSTOMREQUEST => ${php(method)},`,
      "    CURLOPT_RETURNTRANSFER => true,",
      `    CURLOPT_HTTPHEADER => [${Object.entries(headers)
        .map(([name, value]) => php(`${name}: ${value}`))
        .join(", ")}],`,
      ...(body === null ? [] : [`    CURLOPT_POSTFIELDS => ${php(body)},`]),
      "]);",
      "echo curl_exec($curl);",
    ].join("\n"),
  Python: ({ method, url, headers, body }) =>
    [
      "import urllib.request",
      "",
      "request = urllib.request.Request(",
      `    ${JSON.stringify(url)},`,
      `    method=${JSON.stringify(method)},`,
      `    headers=${JSON.stringify(headers)},`,
      ...(body === null ? [] : [`    data=${JSON.stringify(body)}.encode(),`]),
      ")",
      "print(urllib.request.urlopen(request).read().decode())",
    ].join("\n"),
  Node: ({ method, url, headers, body }) =>
    [
      `const response = await fetch(${JSON.stringify(url)}, {`,
      `  method: ${JSON.stringify(method)},`,
      `  headers: ${JSON.stringify(headers)},`,
      ...(body === null ? [] : [`  body: ${JSON.stringify(body)},`]),
      "});",
      "console.log(await response.text());",
    ].join("\n"),
};

/**
 * The page for people: every endpoint of a brand with its refusals and a call in four languages.
 */
export function docsPage(brand: Brand, baseUrl: string): string {
  const names = endpointNames.filter((name) => endpoints[name].brands.includes(brand));
  const links = names.map((name): [string, string] => [name, endpoints[name].summary]);
  const contents = [...links, ["limits", "Limits"], ["pushes", "Pushes"]]
    .map(([id = "", title = ""]) => `<li><a href="#${id}">${html(title)}</a></li>`)
    .join("");
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Tracking API</title>
<meta name="viewport" content="width=device-width, initial-scale=1"><style>${style}</style></head><body><main>
<h1>Tracking API</h1>
<p>Base address: <code>${html(baseUrl)}</code>. Send your key in the header <code>${brands[brand].keyHeader}</code>.
The same as a document for programs: <a href="${html(baseUrl)}/openapi.json">openapi.json</a>.</p>
<p>Every answer is JSON: <code>{"meta":{"code","type","message"},"data"}</code>. The outcome is in <code>meta.code</code>: 200 and 201
mean done. HTTP says 200 for refusals too, and then <code>data</code> is <code>[]</code>.</p>
${firstCall(brand, baseUrl)}
<nav aria-label="Endpoints"><ul>${contents}</ul></nav>
${names.map((name) => section(name, brand, baseUrl)).join("\n")}
${limits()}
${pushes()}</main></body></html>`;
}

function limits(): string {
  return `<section id="limits"><h2>Limits</h2><ul>
<li>Each key has a number of calls a second, chosen when it is made. A call too many is refused with 429: wait two minutes, then go on.</li>
<li><i>Ask the carrier now</i> is refused with 429, too, where the same number was asked for within ${sameShipmentIntervalMs / 3_600_000} hours.</li>
<li>A list has ${defaultPageSize} trackings on a page unless <code>limit</code> says otherwise, at most ${pageLimit}; <code>numbers</code> and
<code>orders</code> take ${filterLimit} entries each.</li>
<li>A request's body may have ${maxBodyBytes / 2 ** 20} MiB; a larger one is refused with 413, as code and as HTTP status.</li>
<li>A number costs one of the account's quota, once; an air waybill costs twenty, a remote-area check a fifth.</li></ul></section>`;
}

/** Pushes as section 10 of the API's specification has them, and what is added to them here. */
function pushes(): string {
  const body = printPush(exampleItem, signPush("you@example.com", new Date("2026-11-23T12:00:05Z")));
  return `<section id="pushes"><h2>Pushes</h2>
<p>When a parcel changes, up to ${MAX_PUSH_ADDRESSES} addresses of yours get a <code>POST</code> with the tracking as it is then. Enter them
in your Shopify admin under <b>Settings</b>, <b>Push addresses of your software</b>; for an account without a shop there is
<code>npm run account -- push-add</code>.</p>
<pre tabindex="0"><code data-push>${html(body)}</code></pre>
<p><code>verifyInfo.signature</code> is the hexadecimal HMAC-SHA256 of <code>verifyInfo.timeStr</code> (Unix seconds) with your account's e-mail
address as the key; here it is <code>you@example.com</code>. It does not cover the body. The header <code>X-Homeward-Signature:
t=&lt;Unix seconds&gt;,v1=&lt;hex&gt;</code> does: it is the HMAC-SHA256 of <code>&lt;t&gt;.&lt;raw body&gt;</code> with the same key. Check it on the
bytes as they came, and refuse times that are long past.</p>
<p>Answer 2xx within ${PUSH_TIMEOUT_MS / 1000} seconds. Anything else, a redirect too, is tried again after 30 seconds, then 60, 120 and so on,
${MAX_ATTEMPTS} attempts in all. A push whose answer was lost comes twice.</p></section>`;
}

/**
 * Where a key comes from, and a first call that changes nothing and is answered with 200 by an
 * account without a parcel too.
 */
function firstCall(brand: Brand, baseUrl: string): string {
  const name = endpoints.getUserInfo.brands.includes(brand) ? "getUserInfo" : "listCarriers";
  return `<section id="start"><h2>Your first call</h2>
<p>You need a key. In your Shopify admin open Homeward, then <b>Settings</b>, <b>API keys</b>, <b>Create API key</b>: it is shown once.
For an account without a shop, whoever runs this server makes one: <code>npm run account -- create --email you@example.com</code>, then
<code>npm run account -- key</code> with the id that it prints.</p>
<p>Put the key in place of <code>${keyPlace}</code>. This call reads and changes nothing; <code>"code":200</code> in the answer means that
the key works.</p>${samplesOf(name, brand, baseUrl)}</section>`;
}

function samplesOf(name: EndpointName, brand: Brand, baseUrl: string): string {
  const call = shownCall(name, brand, baseUrl);
  return Object.entries(languages)
    .map(
      ([language, print], index) =>
        `<details${index === 0 ? " open" : ""}><summary>${language}</summary><pre tabindex="0"><code data-endpoint="${name}" data-language="${language}">${html(print(call))}</code></pre></details>`,
    )
    .join("");
}

function section(name: EndpointName, brand: Brand, baseUrl: string): string {
  const { summary, method, limit } = endpoints[name];
  return `<section id="${name}"><h2>${html(summary)}</h2><p><code>${method} ${html(documentedPath(name))}</code>${
    limit === null ? "" : ` Up to ${limit} at a time.`
  }</p>${samplesOf(name, brand, baseUrl)}${answerOf(name, brand)}${fieldsTable(requestFieldsOf(name))}${refusalsTable(name)}</section>`;
}

function answerOf(name: EndpointName, brand: Brand): string {
  const answer = JSON.stringify({ meta: { code: 200, ...apiCodes[200] }, data: exampleData(name, brand) }, null, 2);
  return `<details><summary>Answer</summary><pre tabindex="0"><code data-answer="${name}">${html(answer)}</code></pre></details>`;
}

function fieldsTable(fields: DocumentedField[]): string {
  if (fields.length === 0) return "";
  const rows = fields.map(
    ({ name, place, required, description }) =>
      `<tr><th scope="row"><code>${html(name)}</code></th><td>${place}${required ? ", needed" : ""}</td><td>${html(description)}</td></tr>`,
  );
  return `<details><summary>Fields</summary><div class="wide"><table><thead><tr><th scope="col">Field</th><th scope="col">Goes into</th><th scope="col">What it is</th></tr></thead><tbody>${rows.join("")}</tbody></table></div></details>`;
}

function refusalsTable(name: EndpointName): string {
  const rows = refusalsOf(name).map(({ code, message }) => `<tr><td>${code}</td><td>${html(message)}</td></tr>`);
  return `<details><summary>Refusals</summary><table><thead><tr><th scope="col">Code</th><th scope="col">Meaning</th></tr></thead><tbody>${rows.join("")}</tbody></table></details>`;
}

const style = `body{font:16px/1.5 system-ui,sans-serif;margin:0;color:#1f2124;background:#fff}main{max-width:50rem;margin:0 auto;padding:1.5rem}
code,pre{font:14px/1.5 ui-monospace,monospace}pre{background:#f3f4f6;padding:1rem;overflow-x:auto;border-radius:8px}code{overflow-wrap:anywhere}
pre code{overflow-wrap:normal}section{border-top:1px solid #d5d8dd;margin-top:2rem}table{border-collapse:collapse;margin-top:1rem}
th,td{text-align:left;padding:.25rem 1rem .25rem 0;vertical-align:top}summary{cursor:pointer;padding:.5rem 0}a{color:#0b5cad}nav ul{columns:2;padding-left:1.2rem}.wide{overflow-x:auto}tbody th{font-weight:400;white-space:nowrap}@media(max-width:30rem){nav ul{columns:1}}`;

const entities: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };
const html = (text: string) => text.replace(/[&<>"]/g, (sign) => entities[sign] ?? sign);
const shell = (text: string) => `'${text.replaceAll("'", "'\\''")}'`;
const php = (text: string) => `'${text.replace(/[\\']/g, "\\$&")}'`;
