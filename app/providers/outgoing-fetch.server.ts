import { lookup, type LookupAddress } from "node:dns";
import { BlockList, isIP } from "node:net";
import { Agent, fetch as fetchWithAgent } from "undici";

/**
 * Addresses no merchant may make this server call: itself, its neighbours, link-local (cloud
 * metadata), multicast.
 */
const privateAddresses = new BlockList();
for (const [net, prefix] of [
  ["0.0.0.0", 8],
  ["10.0.0.0", 8],
  ["100.64.0.0", 10],
  ["127.0.0.0", 8],
  ["169.254.0.0", 16],
  ["172.16.0.0", 12],
  ["192.0.0.0", 24],
  ["192.88.99.0", 24],
  ["192.168.0.0", 16],
  ["198.18.0.0", 15],
  ["224.0.0.0", 3],
] as const) {
  privateAddresses.addSubnet(net, prefix, "ipv4");
}
// Beside IPv6's own, every way of writing an IPv4 address in one: a gateway (NAT64, 6to4, Teredo,
// SIIT) would lead on to it.
for (const [net, prefix] of [
  ["::", 96],
  ["::ffff:0:0:0", 96],
  ["64:ff9b::", 96],
  ["64:ff9b:1::", 48],
  ["100::", 64],
  ["2001::", 32],
  ["2002::", 16],
  ["fc00::", 7],
  ["fe80::", 10],
  ["fec0::", 10],
  ["ff00::", 8],
] as const) {
  privateAddresses.addSubnet(net, prefix, "ipv6");
}

/** Whether an IP address, of either family and also as IPv4 in IPv6, must not be called. */
export function isPrivateAddress(address: string): boolean {
  const family = isIP(address);
  if (family === 0) return false;
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1];
  if (mapped !== undefined) return privateAddresses.check(mapped, "ipv4");
  return privateAddresses.check(address, family === 4 ? "ipv4" : "ipv6");
}

/**
 * Whether a merchant may give this address for calls from here. Names are checked again when they
 * are resolved.
 */
export function isCallableUrl(text: string, options: { allowPrivate: boolean }): boolean {
  const url = URL.parse(text);
  if (!url || url.username !== "" || url.password !== "") return false;
  if (options.allowPrivate) return url.protocol === "https:" || url.protocol === "http:";
  const host = url.hostname.replace(/^\[|\]$|\.$/g, "");
  return url.protocol === "https:" && !isPrivateAddress(host) && host !== "localhost" && !host.endsWith(".localhost");
}

/**
 * A fetch for addresses that merchants type in: only https, no private address however the name
 * resolves, no redirect followed. Rejects with a TypeError like fetch itself. `allowPrivate` opens
 * it for the demo and for tests; `lookup` is where names are looked up, Node's own when missing.
 */
export function outgoingFetch(options: { allowPrivate: boolean; lookup?: typeof lookup }): typeof fetch {
  if (options.allowPrivate) return (input, init) => fetch(input, { redirect: "manual", ...init });
  const dispatcher = new Agent({ connect: { lookup: publicOnly(options.lookup ?? lookup) } });
  const guarded = async (input: string | URL | Request, init?: RequestInit): Promise<Response> => {
    const url = input instanceof Request ? input.url : String(input);
    if (!isCallableUrl(url, options)) throw new TypeError("This address may not be called from here");
    const request = new Request(input, init);
    const body = request.method === "GET" || request.method === "HEAD" ? null : await request.arrayBuffer();
    const answer = await fetchWithAgent(url, {
      method: request.method,
      headers: Object.fromEntries(request.headers),
      body,
      signal: request.signal,
      redirect: "manual",
      dispatcher,
    });
    const headers = new Headers();
    answer.headers.forEach((value, name) => headers.append(name, value));
    const stream = answer.body as ReadableStream<Uint8Array> | null;
    return new Response([204, 304].includes(answer.status) ? null : stream, { status: answer.status, headers });
  };
  return guarded;
}

type Looked = (error: NodeJS.ErrnoException | null, addresses: LookupAddress[]) => void;

function publicOnly(resolve: typeof lookup) {
  return (hostname: string, options: object, done: Looked): void =>
    resolve(hostname, { ...options, all: true }, (error, addresses) => {
      if (error) return done(error, []);
      const forbidden = addresses.some(({ address }) => isPrivateAddress(address));
      done(forbidden ? new Error("This name leads to a private address") : null, addresses);
    });
}
