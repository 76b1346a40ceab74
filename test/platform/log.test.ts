import { expect, it } from "vitest";
import { createLog } from "~/platform/log.server";

/** What the log writes goes to the process's own output, below the console. */
function written(write: (log: ReturnType<typeof createLog>) => void): {
  lines: Record<string, unknown>[];
  text: string;
} {
  const chunks: string[] = [];
  const destination = { write: (chunk: string) => void chunks.push(chunk) };
  write(createLog("info", "test", destination));
  return { lines: chunks.map((chunk) => JSON.parse(chunk) as Record<string, unknown>), text: chunks.join("") };
}

const secrets = {
  accessToken: "S1",
  refreshToken: "S2",
  token: "S3",
  apiKey: "S4",
  key: "S5",
  secret: "S6",
  password: "S7",
  authorization: "S8",
  cookie: "S9",
  signature: "S10",
  email: "S11",
  phone: "S12",
  customerName: "S13",
  customerEmail: "S14",
  customerPhone: "S15",
  name: "S16",
  address: "S17",
  payload: { x: "S18" },
  body: "S19",
  id_token: "S20",
  customer: { x: "S21" },
  destination: { x: "S22" },
};

it("writes no field that holds a secret or a person, at three depths and in lists", () => {
  const { lines, text } = written((log) => {
    log.info(secrets, "flat");
    log.info({ request: secrets }, "nested");
    log.info({ a: { b: secrets } }, "deep");
    log.info({ items: [secrets] }, "list");
  });
  expect(lines.map((line) => line.msg)).toEqual(["flat", "nested", "deep", "list"]);
  expect(text).not.toMatch(/S\d/);
});

it("says who speaks and when, and keeps what is no secret", () => {
  const { lines } = written((log) => log.info({ accountId: "a", items: 3 }, "batch is being sent"));
  expect(lines).toEqual([
    expect.objectContaining({ process: "test", accountId: "a", items: 3, time: expect.stringMatching(/^\d{4}-.*Z$/) }),
  ]);
});

it("tells of an error where it is, and nothing of the connection that hangs on it", () => {
  const error = Object.assign(new Error("it broke"), {
    code: "ECONNRESET",
    client: { password: "topsecret" },
    detail: "Key (email)=(ada@example.com) already exists",
    config: { headers: { authorization: "topsecret" } },
  });
  const { lines, text } = written((log) => log.error({ err: error }, "failed"));
  expect(lines).toEqual([
    expect.objectContaining({
      err: { type: "Error", message: "it broke", code: "ECONNRESET", stack: expect.any(String) },
    }),
  ]);
  expect(text).not.toMatch(/topsecret|ada@example/);
});

it("tells no more of an error's copy, as the job queue hands it on", () => {
  const copy = {
    code: "23505",
    message: "it broke",
    stack: "Error: it broke",
    detail: "ada@example.com",
    client: "topsecret",
  };
  const { lines, text } = written((log) => {
    log.error({ err: copy }, "failed");
    log.error({ err: { detail: "ada@example.com" } }, "failed");
    log.error({ err: "in words" }, "failed");
  });
  expect(lines.map(({ err }) => err)).toEqual([
    { type: "Error", code: "23505", message: "it broke", stack: "Error: it broke" },
    { type: "Error", message: "It says nothing of itself" },
    "in words",
  ]);
  expect(text).not.toMatch(/topsecret|ada@example/);
});

it("tells what each address of a name answered where none was reached", () => {
  const error = new AggregateError([
    new Error("connect ECONNREFUSED ::1:5432"),
    new Error("connect ECONNREFUSED 127.0.0.1:5432"),
  ]);
  const { lines } = written((log) => log.error({ err: error }, "failed"));
  expect(lines[0]?.err).toMatchObject({
    message: "connect ECONNREFUSED ::1:5432; connect ECONNREFUSED 127.0.0.1:5432",
  });
});

it("says nothing below its level", () => {
  const { lines } = written((log) => log.debug("details"));
  expect(lines).toEqual([]);
});
