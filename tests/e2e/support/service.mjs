// `vestibule serve` as an operator runs it: a settings file, secrets in files, an embedded database.

import { randomBytes } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { scratch } from "./places.mjs";
import { start, vestibule } from "./processes.mjs";

/**
 * Writes the settings. `commerceLayer`: address and issuer of a sandbox. `mail`, `more`: lines of TOML, the latter
 * with storefronts and providers; `secret(name, text)` makes a file of a secret and says where it is. `server`: lines of
 * TOML about the network; by default nothing is counted on this one, from which all shoppers of all tests come.
 */
export function configure(name, { port, commerceLayer, mail, more, server = `known_networks = ["127.0.0.1"]` }) {
  const place = join(scratch, name);
  mkdirSync(place, { recursive: true });
  const file = (name) => join(place, name);
  const secret = (name, text) => (writeFileSync(file(name), text, { mode: 0o600 }), file(name));
  const address = `http://localhost:${port}`;
  writeFileSync(file("vestibule.toml"), `
[server]
listen = "127.0.0.1:${port}"
public_url = "${address}"
${server}
[database]
directory = "${file("postgres")}"
[tokens]
# The sandbox's own limit is off: far more happens here in a minute than one address may do.
calls_per_minute = 10000

[secrets]
encryption_keys_file = "${secret("encryption.keys", randomBytes(32).toString("base64"))}"
[mail]
${mail({ file, secret })}
[organizations.acme]
auth_url = "${commerceLayer.address}/auth"
api_url = "${commerceLayer.address}/acme"
issuer = "${commerceLayer.issuer}"
[organizations.acme.integration]
client_id = "acme-integration-client-id-0000000000000001"
client_secret_file = "${secret("integration.secret", "acme-integration-secret-0000000000000000001")}"
${more({ file, secret })}`);
  return { address, file, config: file("vestibule.toml") };
}

/** Starts it. */
export const serve = ({ config }, name, env) => start(name, vestibule, ["serve", "--config", config], /"ready"/, env);
