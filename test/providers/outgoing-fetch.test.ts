import type { lookup } from "node:dns";
import { afterEach, describe, expect, it } from "vitest";
import { startMisbehavingServer, type Behaviour, type MisbehavingServer } from "#test/support/misbehaving-server";
import { isCallableUrl, isPrivateAddress, outgoingFetch } from "~/providers/outgoing-fetch.server";

const guarded = { allowPrivate: false };

describe("an address a merchant may not give", () => {
  it.each([
    ...[
      "127.0.0.1",
      "127.255.255.254",
      "0.0.0.0",
      "10.1.2.3",
      "172.16.0.1",
      "172.31.255.255",
      "192.168.1.1",
      "169.254.169.254",
    ],
    ...["100.64.0.1", "198.18.0.1", "224.0.0.1", "240.0.0.1", "255.255.255.255"],
    ...["::", "::1", "fe80::1", "fc00::1", "fd12::1", "ff02::1", "64:ff9b::7f00:1"],
    ...["::7f00:1", "::ffff:0:7f00:1", "64:ff9b:1::a00:1", "2001:0:7f00:1::", "2002:7f00:1::", "fec0::1", "100::1"],
    ...["::ffff:127.0.0.1", "::ffff:7f00:1", "::ffff:10.0.0.1", "::FFFF:a9fe:a9fe"],
  ])("is the private %s", (address) => {
    expect(isPrivateAddress(address)).toBe(true);
    const host = address.includes(":") ? `[${address}]` : address;
    expect(isCallableUrl(`https://${host}/v2`, guarded)).toBe(false);
  });

  it.each([
    ...[
      "https://localhost/",
      "https://api.localhost/",
      "https://localhost./",
      "http://api.example/",
      "ftp://api.example/",
      "file:///etc/passwd",
    ],
    ...["https://user@api.example/", "https://:secret@api.example/", "nonsense", "", "https://"],
    ...["https://2130706433/", "https://0x7f000001/", "https://0177.0.0.1/", "https://127.1/", "https://１２７.0.0.1/"],
  ])("is %s", (url) => {
    expect(isCallableUrl(url, guarded)).toBe(false);
  });

  it.each(["8.8.8.8", "172.32.0.1", "100.128.0.1", "2606:4700::1111"])("is not the public %s", (address) => {
    expect(isPrivateAddress(address)).toBe(false);
  });

  it("is not one of a public service", () => {
    expect(isCallableUrl("https://api.trackingmore.com/v2", guarded)).toBe(true);
  });
});

describe("the guarded fetch", () => {
  const call = outgoingFetch(guarded);

  it.each(["http://api.example/", "https://127.0.0.1/", "https://[::1]/", "https://localhost/"])(
    "does not call %s",
    async (url) => {
      await expect(call(url)).rejects.toThrow("This address may not be called from here");
    },
  );

  it.each([
    ["a private address", ["10.0.0.7"]],
    ["a public and a private one", ["203.0.113.7", "127.0.0.1"]],
    ["a private one of the other family", ["2606:4700::1111", "::ffff:169.254.169.254"]],
  ])("does not call a name that leads to %s", async (_, found) => {
    const addresses = found.map((address) => ({ address, family: address.includes(":") ? 6 : 4 }));
    const names = ((_name: string, _options: object, done: (error: null, all: typeof addresses) => void) =>
      done(null, addresses)) as unknown as typeof lookup;
    const call = outgoingFetch({ ...guarded, lookup: names });
    await expect(call("https://carrier.example/")).rejects.toMatchObject({
      cause: { message: "This name leads to a private address" },
    });
  });
});

describe("the fetch of demo and tests", () => {
  let server: MisbehavingServer;
  const start = async (...behaviours: [Behaviour, ...Behaviour[]]) => {
    server = await startMisbehavingServer(...behaviours);
  };
  afterEach(() => server.close());
  const call = outgoingFetch({ allowPrivate: true });

  it("calls this machine, and follows no redirect", async () => {
    await start({ kind: "answer", status: 302, headers: { location: "/elsewhere" } }, { kind: "answer" });
    expect((await call(server.url)).status).toBe(302);
    expect(server.requests).toHaveLength(1);
  });
});
