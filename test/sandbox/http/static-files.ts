import { readFileSync } from "node:fs";
import { extname, join, normalize, sep } from "node:path";
import type { ServerResponse } from "node:http";
import { send } from "./reply";
import { HttpProblem } from "./router";

const contentTypes: Record<string, string> = {
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".json": "application/json; charset=utf-8",
  ".svg": "image/svg+xml",
  ".png": "image/png",
  ".jpg": "image/jpeg",
  ".woff2": "font/woff2",
};

/** Sends a file of one folder as it is on disk now. */
export function sendFile(response: ServerResponse, folder: string, name: string): void {
  const file = normalize(join(folder, name));
  if (!file.startsWith(normalize(folder) + sep)) throw new HttpProblem(404, "There is nothing here");
  const content = readOrNull(file);
  if (!content) throw new HttpProblem(404, "There is no such file");
  const contentType = contentTypes[extname(file)] ?? "application/octet-stream";
  send(response, 200, { "content-type": contentType, "cache-control": "no-cache" }, content);
}

function readOrNull(file: string): Buffer | null {
  try {
    return readFileSync(file);
  } catch {
    return null;
  }
}
