#!/usr/bin/env node
// Stands in for Prisma's native `schema-engine` binary: the same JSON-RPC over stdin and stdout,
// answered by the WebAssembly build. Prisma's CLI starts it through PRISMA_SCHEMA_ENGINE_BINARY,
// see prisma/prisma.mjs.
import { readFileSync } from "node:fs";
import { createInterface } from "node:readline";
import { runCliCommand } from "./cli-commands.mjs";
import { openSchemaEngine } from "./wasm-engine.mjs";

/**
 * JSON-RPC code with which the native engine marks an error of its own, as opposed to one of the
 * protocol.
 */
const ENGINE_ERROR = 4466;

/**
 * Ids of requests that the engine itself makes; the CLI counts its own from 1 and knows only
 * numbers.
 */
let nextPrintId = 1_000_000;

const invocation = parseArguments(process.argv.slice(2));
if (invocation.version) process.stdout.write("schema-engine-cli wasm\n");
else if (invocation.command) process.exitCode = await runCliCommand(invocation.command, invocation.url ?? "");
else await serve(invocation);

/** @param {string[]} words */
function parseArguments(words) {
  const result = { version: false, schemaPaths: [], url: undefined, command: undefined };
  const rest = [...words];
  while (rest.length > 0) {
    const word = rest.shift();
    if (word === "--version" || word === "-V") result.version = true;
    else if (word === "--datamodels") result.schemaPaths.push(rest.shift());
    else if (word === "--datasource") result.url = JSON.parse(rest.shift()).url;
    else if (word === "cli") result.command = rest.shift();
  }
  return result;
}

async function serve({ schemaPaths, url }) {
  const schemaFiles = schemaPaths.map((path) => [path, readFileSync(path, "utf8")]);
  let engine;
  const openEngine = () => (engine ??= openSchemaEngine({ url, schemaFiles }));
  // One request at a time, as the native engine does: the requests share one connection.
  for await (const line of createInterface({ input: process.stdin, crlfDelay: Infinity })) {
    if (line.trim() === "") continue;
    const request = JSON.parse(line);
    if (request.method) await answer(openEngine, request);
  }
  // The engine keeps its pool open; the CLI has closed our stdin and waits for us to go.
  process.exit(0);
}

async function answer(openEngine, { id, method, params }) {
  try {
    const result = await call(await openEngine(), method, params ?? {});
    send({ id, result: result ?? null });
  } catch (error) {
    const { message, meta = null, code = null } = error instanceof Object ? error : { message: String(error) };
    send({ id, error: { code: ENGINE_ERROR, message, data: { is_panic: false, message, meta, error_code: code } } });
  }
}

async function call(engine, method, params) {
  const name = method === "getDatabaseVersion" ? "version" : method;
  if (typeof engine[name] !== "function") throw new Error(`The engine does not know the method ${method}.`);
  const result = await engine[name](params);
  if (name !== "diff") return result;
  // The native engine prints a diff by a request of its own; the WebAssembly build returns the
  // text.
  if (result.stdout !== null && result.stdout !== undefined)
    send({ id: nextPrintId++, method: "print", params: { content: result.stdout.replace(/\n$/, "") } });
  return { exitCode: result.exitCode };
}

function send(message) {
  process.stdout.write(`${JSON.stringify({ jsonrpc: "2.0", ...message })}\n`);
}
