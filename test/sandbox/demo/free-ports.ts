import { createServer } from "node:net";

/** Fails with what to do when another program holds one of the demo's ports. */
export async function requireFreePorts(ports: { port: number; variable: string }[]): Promise<void> {
  for (const { port, variable } of ports) {
    if (!(await isFree(port))) throw new Error(`Port ${String(port)} is taken. Set ${variable} to a free one.`);
  }
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once("error", () => resolve(false));
    probe.listen(port, "127.0.0.1", () => probe.close(() => resolve(true)));
  });
}
