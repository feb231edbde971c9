// schemathesis reads the API's description and makes up calls: right ones, wrong ones, and hostile ones.

import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { scope } from "./commerce-layer.mjs";
import { output, scratch } from "./places.mjs";
import { run } from "./processes.mjs";

const program = join(dirname(process.env.E2E_PYTHON), "schemathesis");

/** Most calls name a shop that there is: otherwise hardly any would come further than that. */
const settings = (clientId, seconds) => `
max-time = ${seconds}
[dictionaries]
clients = { values = ["${clientId}"] }
scopes = { values = ["${scope}"] }
[parameters]
"query.client_id" = { dictionary = "clients", probability = 0.8 }
"query.scope" = { dictionary = "scopes", probability = 0.8 }
"body.client_id" = { dictionary = "clients", probability = 0.8 }
"body.scope" = { dictionary = "scopes", probability = 0.8 }
[checks]
# Whether a client id or an address is one of the settings, no description can say.
positive_data_acceptance.enabled = false
# 503 with Retry-After is an answer: Commerce Layer is away, or its limit is reached.
# What is wrong may be too large, too.
negative_data_rejection.expected-statuses = [400, 401, 403, 404, 405, 409, 413, 415, 422, 429, 503]
not_a_server_error.expected-statuses = ["2xx", "3xx", "4xx", 503]
`;

/** Attacks the API at `address` for `seconds`; fails with what was found. */
export async function fuzz(name, { address, clientId, headers = {}, without = [], seconds = 60 }) {
  const place = join(scratch, name);
  mkdirSync(place, { recursive: true });
  const config = join(place, "schemathesis.toml");
  writeFileSync(config, settings(clientId, seconds));
  const { status, said } = await run(program, [
    "--config-file", config, "--no-color", "run", `${address}/api/openapi.json`,
    "--phases", "examples,coverage,fuzzing", "--checks", "all", "--exclude-checks", "positive_data_acceptance", "--max-examples", "100", "--continue-on-failure",
    // By hand each run tries something else; what decides whether a change is merged must be the same twice.
    ...(process.env.CI ? ["--seed", "1"] : []),
    ...without.flatMap((path) => ["--exclude-path", path]),
    ...Object.entries(headers).flatMap(([name, value]) => ["--header", `${name}: ${value}`]),
  ], { HYPOTHESIS_STORAGE_DIRECTORY: place }, place); // it keeps notes where it runs
  writeFileSync(join(output, `${name}.log`), said);
  if (status !== 0) throw new Error(found(said));
  return Number(said.match(/(\d+) generated/)[1]);
}

/** From the first finding on: what comes before says how it was run. */
const found = (said) => said.slice(Math.max(0, said.search(/=+ (ERRORS|FAILURES) =+/)), said.length);
