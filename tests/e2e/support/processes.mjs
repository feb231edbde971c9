// Programs that a test starts, and stops again by their own ids whatever happens.

import { spawn } from "node:child_process";
import { createWriteStream } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { output } from "./places.mjs";

const running = new Set();
process.on("exit", () => running.forEach(({ child }) => child.kill("SIGTERM")));
for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, () => process.exit(1));

/** The program under test. */
export const vestibule = process.env.E2E_PROGRAM;

/** A port that nobody uses now. */
export const freePort = () =>
  new Promise((resolve) => {
    const server = createServer().listen(0, "127.0.0.1", () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });

/** Runs a program to its end, in the folder `cwd`. */
export function run(program, args, env = {}, cwd = undefined) {
  const child = spawn(program, args, { cwd, env: { ...process.env, ...env }, stdio: ["ignore", "pipe", "pipe"] });
  let said = "";
  child.stdout.on("data", (chunk) => (said += chunk));
  child.stderr.on("data", (chunk) => (said += chunk));
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (status) => resolve({ status, said }));
  });
}

/** Starts a program and waits until it has said `ready`; keeps what it says in `NAME.log`. */
export function start(name, program, args, ready, env = {}) {
  const child = spawn(program, args, { env: { ...process.env, ...env }, stdio: ["ignore", "pipe", "pipe"] });
  const log = createWriteStream(join(output, `${name}.log`), { flags: "a" });
  const it = { child, said: "", ended: new Promise((resolve) => child.on("close", resolve)) };
  running.add(it);
  return new Promise((resolve, reject) => {
    const late = setTimeout(() => reject(new Error(`${name} is not ready after a minute:\n${it.said}`)), 60_000);
    for (const stream of [child.stdout, child.stderr]) {
      stream.on("data", (chunk) => {
        it.said += chunk;
        log.write(chunk);
        if (ready.test(it.said)) resolve(it);
      });
    }
    it.ended.then(() => reject(new Error(`${name} ended:\n${it.said}`)));
    it.ended.finally(() => clearTimeout(late));
    child.on("error", reject);
  });
}

/** Asks a program to stop and waits for it. */
export async function stop(it) {
  running.delete(it);
  it.child.kill("SIGTERM");
  await it.ended;
}

/** Stops everything, the youngest first; for `after`. */
export async function stopAll() {
  for (const it of [...running].reverse()) await stop(it);
}
