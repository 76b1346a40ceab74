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

/** Of an error only what tells where it is: drivers hang whole connections, with their passwords, on theirs. */
function describeError(error: unknown) {
  if (!(error instanceof Error)) return error;
  const { type, message, stack } = stdSerializers.err(error);
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
