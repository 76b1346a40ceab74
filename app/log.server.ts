import { pino, stdSerializers, type DestinationStream, type Logger } from "pino";

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

/** What an error says. A name with several addresses, none of which answered, gives an error that says nothing itself. */
export function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error.message !== "" || !(error instanceof AggregateError)) return error.message;
  return [...new Set(error.errors.map(messageOf))].join("; ");
}

/** Of an error only what tells where it is: drivers hang whole connections, with their passwords, on theirs. */
function describeError(error: unknown) {
  if (!(error instanceof Error)) return error;
  const { type, message: told, stack } = stdSerializers.err(error);
  const message = told || messageOf(error);
  const code: unknown = "code" in error ? error.code : undefined;
  return { type, message, stack, ...(code === undefined ? {} : { code }) };
}

/** Structured log of one process; `process` names it (web, worker, both). Goes to standard output unless told otherwise. */
export function createLog(level: string, process: string, destination?: DestinationStream): Log {
  const options = {
    level,
    base: { process },
    redact,
    serializers: { err: describeError },
    timestamp: pino.stdTimeFunctions.isoTime,
  };
  return destination ? pino(options, destination) : pino(options);
}
