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

/**
 * What an error says. A name with several addresses, none of which answered, gives an error that
 * says nothing itself.
 */
export function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error.message !== "" || !(error instanceof AggregateError)) return error.message;
  return [...new Set(error.errors.map(messageOf))].join("; ");
}

/**
 * Of an error only what tells where it is: drivers hang whole connections, with their passwords, on
 * theirs, and rows beside them.
 */
function describeError(error: unknown) {
  if (typeof error !== "object" || error === null) return error;
  const text = (field: string) => {
    const value: unknown = Object.getOwnPropertyDescriptor(error, field)?.value;
    return typeof value === "string" || typeof value === "number" ? value : undefined;
  };
  // The job queue hands on copies of errors, which are plain objects with everything the error
  // carried.
  const { type, message, stack } =
    error instanceof Error
      ? stdSerializers.err(error)
      : { type: "Error", message: text("message") ?? "It says nothing of itself", stack: text("stack") };
  const code = text("code");
  return { type, message: message || messageOf(error), stack, ...(code === undefined ? {} : { code }) };
}

/**
 * Structured log of one process; `process` names it (web, worker, both). Goes to standard output
 * unless told otherwise.
 */
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
