// A web process of a test's own, at another address than the others have, on the same data: for what depends on the address.
import { type ChildProcess, spawn } from "node:child_process";
import { createServer } from "node:net";
import { resolve } from "node:path";

/** Where it listens and what ends it. */
export interface Server {
  port: number;
  stop(): Promise<void>;
}

/** A port that nobody listens on now. */
export async function freePort(): Promise<number> {
  return new Promise((done, fail) => {
    const probe = createServer();
    probe.once("error", fail);
    probe.listen(0, "127.0.0.1", () => {
      const address = probe.address();
      probe.close(() => (typeof address === "object" && address !== null ? done(address.port) : fail(new Error("no port"))));
    });
  });
}

/** Starts it for people who come to `http://localhost`, as everything is set but for this, and waits until it answers. */
export async function serveAtLocalhost(settings: Record<string, string> = {}, at?: number): Promise<Server> {
  const port = at ?? (await freePort());
  const program = process.env["IGNY8_PROGRAM"] ?? "target/release/igny8";
  const child: ChildProcess = spawn(resolve(__dirname, "../..", program), ["serve"], {
    env: { ...process.env, ...settings, IGNY8_ADDR: `127.0.0.1:${port}`, IGNY8_PUBLIC_URL: `http://localhost:${port}` },
    stdio: "ignore",
  });
  const ended = new Promise<void>((done) => child.once("exit", () => done()));
  const stop = async (): Promise<void> => {
    child.kill("SIGTERM");
    await ended;
  };
  for (let tries = 0; tries < 100; tries += 1) {
    const answer = await fetch(`http://127.0.0.1:${port}/api/v1/system/status/`).catch(() => undefined);
    if (answer?.ok === true) return { port, stop };
    await new Promise((done) => setTimeout(done, 200));
  }
  await stop();
  throw new Error("the server at localhost did not answer within 20 s");
}
