// PyPI `canaille`: a provider of its own, with a database in a file, set up by its command line as its operators do.

import { generateKeyPairSync } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { scratch } from "./places.mjs";
import { freePort, run, start } from "./processes.mjs";

const program = join(dirname(process.env.E2E_PYTHON), "canaille");

/** A provider that is set up and does not run yet. Without workers, its server is a single process. */
export async function canaille() {
  const place = join(scratch, "canaille");
  mkdirSync(place);
  const [port, config] = [await freePort(), join(place, "canaille.toml")];
  const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  writeFileSync(config, `
SECRET_KEY = "only for a test"
SERVER_NAME = "localhost:${port}"
PREFERRED_URL_SCHEME = "http"
[CANAILLE]
HTMX = false
CAPTCHA_ENABLED = false
[CANAILLE_SQL]
DATABASE_URI = "sqlite:///${place}/canaille.sqlite"
[CANAILLE_OIDC]
ACTIVE_JWKS = ['''${privateKey.export({ format: "pem", type: "pkcs8" })}''']
[CANAILLE_HYPERCORN]
BIND = ["127.0.0.1:${port}"]
WORKERS = 0
`, { mode: 0o600 });
  const env = { CANAILLE_CONFIG: config, PYTHONWARNINGS: "ignore" };
  const command = async (...args) => {
    const { status, said } = await run(program, args, env);
    if (status !== 0) throw new Error(`canaille ${args.join(" ")}: ${said}`);
    return said;
  };
  await command("install");
  return {
    issuer: `http://localhost:${port}`,
    command,
    start: () => start("canaille", program, ["run"], /Running on/, env),
  };
}
