import { pino, type Logger } from "pino";

export type Log = Logger;

/** Fields that are never written, at any depth up to three. */
const privateFields = [
  "accessToken",
  "refreshToken",
  "token",
  "apiKey",
  "key",
  "secret",
  "password",
  "authorization",
  "cookie",
  "signature",
  "email",
  "phone",
  "customer",
  "customerName",
  "customerEmail",
  "customerPhone",
  "name",
  "address",
  "destination",
  "payload",
  "body",
  "id_token",
];

const redact = {
  paths: privateFields.flatMap((field) => [field, `*.${field}`, `*.*.${field}`]),
  censor: "[redacted]",
};

/** Structured log of one process; `process` names it (web, worker, both). */
export function createLog(level: string, process: string): Log {
  return pino({ level, base: { process }, redact, timestamp: pino.stdTimeFunctions.isoTime });
}
