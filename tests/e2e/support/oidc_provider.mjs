// npm `oidc-provider` in a process of its own, with its development pages: any name and any password sign in.
// A name that ends in `.unverified` has an address that nobody verified, one that ends in `.nameless` none.
//
//     node oidc_provider.mjs OPTIONS.json     { port, clients, keys: { one: JWK, two: JWK } }
//
// `PUT /keys` with ["two", "one"] goes on with the same sessions: the first key signs, all are published.

import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { Provider } from "oidc-provider";

const { port, clients, keys } = JSON.parse(readFileSync(process.argv[2]));
const issuer = `http://localhost:${port}`;

function claims(name) {
  const known = { sub: name, name: `${name} of the provider` };
  if (name.endsWith(".nameless")) return known;
  return { ...known, email: `${name}@people.example`, email_verified: !name.endsWith(".unverified") };
}

/** A provider with these keys. All of one process share what they remember. */
function provider(names) {
  const it = new Provider(issuer, {
    clients,
    jwks: { keys: names.map((name) => keys[name]) },
    cookies: { keys: ["only for a test"] },
    claims: { openid: ["sub"], email: ["email", "email_verified"], profile: ["name"] },
    findAccount: (_, name) => ({ accountId: name, claims: () => claims(name) }),
    features: { backchannelLogout: { enabled: true }, devInteractions: { enabled: true } },
    // Its guard against calls to this machine is in the dispatcher.
    fetch: (address, { dispatcher, ...options }) => fetch(address, options),
  });
  for (const event of ["server_error", "grant.error", "authorization.error", "backchannel.error"]) {
    it.on(event, (...what) => console.log(event, what.find((it) => it instanceof Error)));
  }
  return it.callback();
}

let answer = provider(["one"]);

createServer(async (request, response) => {
  if (request.method !== "PUT" || request.url !== "/keys") return answer(request, response);
  let names = "";
  for await (const chunk of request) names += chunk;
  answer = provider(JSON.parse(names));
  response.end();
}).listen(port, "127.0.0.1", () => console.log(`${issuer} is ready`));
