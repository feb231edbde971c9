// Against npm `oidc-provider`, a certified provider that nobody here wrote: three clients of it, which differ in how
// Vestibule proves itself and in how the answer comes back.

import assert from "node:assert/strict";
import { generateKeyPairSync } from "node:crypto";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { setTimeout as pause } from "node:timers/promises";
import { close, limit, withPage } from "../support/browser.mjs";
import { worthless } from "../support/commerce-layer.mjs";
import { newcomer } from "../support/people.mjs";
import { legacyShop, scratch } from "../support/places.mjs";
import { freePort, start, stop, stopAll } from "../support/processes.mjs";
import { openShop } from "../support/shop.mjs";
import { arrive, follow, login, press, read, type } from "../support/walks.mjs";

const program = new URL("../support/oidc_provider.mjs", import.meta.url).pathname;
const query = { clientId: legacyShop };
let shop, issuer, options, running, keysFetched;

before(async () => {
  const port = await freePort();
  issuer = `http://localhost:${port}`;
  shop = await openShop("oidc-provider", settings);
  options = join(scratch, "oidc-provider.json");
  writeFileSync(options, JSON.stringify({ port, clients: clients(), keys: { one: key("one"), two: key("two") } }), { mode: 0o600 });
}, limit);

after(async () => {
  await close();
  shop.close();
  await stopAll();
}, limit);

function key(kid) {
  const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  return { ...privateKey.export({ format: "jwk" }), kid, alg: "RS256", use: "sig" };
}

const settings = (secret) => ["judge", "judge-by-key", "judge-by-post"].map((id) => `
[[providers]]
id = "${id}"
label = "${label(id)}"
issuer = "${issuer}"
client_id = "${id}"
${id === "judge-by-key" ? `client_auth = "private_key_jwt"` : `client_secret_file = "${secret(id, `the secret of ${id}`)}"`}
response_mode = "${id === "judge-by-post" ? "form_post" : "query"}"
logout = "rp_initiated"
trust_email = true
private_addresses = true
`).join("");

const label = (id) => id.replace("judge", "Judge").replaceAll("-", " ");

const clients = () => ["judge", "judge-by-key", "judge-by-post"].map((id) => ({
  client_id: id,
  client_name: "Vestibule",
  redirect_uris: [`${shop.address}/federation/${id}/callback`],
  post_logout_redirect_uris: [`${shop.address}/federation/${id}/signed-out`],
  backchannel_logout_uri: `${shop.address}/federation/${id}/backchannel-logout`,
  backchannel_logout_session_required: true,
  ...(id === "judge-by-key"
    ? { token_endpoint_auth_method: "private_key_jwt", jwks_uri: `${shop.address}/federation/jwks.json` }
    : { client_secret: `the secret of ${id}` }),
}));

const open = async () => (running = await start("judge", "node", [program, options], /is ready/));

/** Keys by name: the first signs, all are published. */
const publish = (...names) => fetch(`${issuer}/keys`, { method: "PUT", body: JSON.stringify(names) });

/** A window. The provider's pages want a font from far away. */
const check = (name, work) =>
  test(name, limit, () =>
    withPage({}, async (page, context) => {
      await context.route("https://fonts.googleapis.com/**", (route) => route.fulfill({ contentType: "text/css", body: "" }));
      await work(page, context);
    }));

let count = 0;
const somebody = (kind = "") => {
  const name = `person-${Date.now().toString(36)}-${(count += 1)}${kind}`;
  return { name, email: `${name}@people.example` };
};

/** At the provider, up to the way back. */
async function signIn(page, { name }) {
  await page.getByPlaceholder("Enter any login").fill(name);
  await page.getByPlaceholder("and password").fill("any");
  await press(page, "Sign-in");
  await press(page, "Continue");
}

check("a provider that does not answer at all: the page says so, and the other ways work", async (page) => {
  await shop.leave(page, "Judge");
  await arrive(page, "Judge isn’t answering");
  await follow(page, "Sign in another way");
  await arrive(page, "Login");
  await page.goto(shop.link("/identity/login", { idp: "judge" }));
  await read(page, "Judge isn’t answering right now");
  const person = newcomer();
  await shop.signUp(page, person);
  await shop.account(page);
  await press(page, "Link Judge");
  await arrive(page, "Judge isn’t answering");
});

check("as soon as it answers, somebody new is signed up, and the shop has a customer's token", async (page) => {
  await open();
  const person = somebody();
  // A provider that did not answer is left in peace for five seconds.
  await pause(5_000);
  await shop.leave(page, "Judge");
  await signIn(page, person);
  await shop.has(page, person.email);
  keysFetched = Date.now();
});

check("who comes again has the same account and customer, in another browser and at the other storefront", async (page, context) => {
  const person = somebody();
  await shop.leave(page, "Judge");
  await signIn(page, person);
  const { customer } = await shop.has(page, person.email);
  await context.clearCookies();
  await shop.leave(page, "Judge", query);
  await signIn(page, person);
  assert.equal((await shop.hasInAddress(page, person.email)).customer, customer);
});

check("an address that the provider has not verified is proven by a code", async (page) => {
  const person = somebody(".unverified");
  await shop.leave(page, "Judge");
  await signIn(page, person);
  await arrive(page, "One more step");
  await shop.confirm(page, person.email);
  await shop.has(page, person.email);
});

check("who has no address there says one and proves it", async (page) => {
  const person = { ...somebody(".nameless"), email: newcomer().email };
  await shop.leave(page, "Judge", query);
  await signIn(page, person);
  await arrive(page, "One more step");
  await type(page, "Email", person.email);
  await press(page, "Send code");
  await shop.confirm(page, person.email);
  await shop.hasInAddress(page, person.email);
});

check("who stops at the provider is back at the shop's login", async (page) => {
  await shop.leave(page, "Judge");
  await follow(page, "[ Cancel ]");
  await arrive(page, "You stopped at Judge");
  await follow(page, "Sign in another way");
  await arrive(page, "Login");
});

check("an account with the same proven address is found without a question", async (page, context) => {
  const person = { ...newcomer(), ...somebody() };
  await shop.signUp(page, person);
  const { customer } = await shop.has(page, person.email);
  await context.clearCookies();
  await shop.leave(page, "Judge");
  await signIn(page, person);
  assert.equal((await shop.has(page, person.email)).customer, customer);
});

check("an account with a password is linked, signs in both ways, and is unlinked", async (page, context) => {
  const [person, there] = [newcomer(), somebody()];
  await shop.signUp(page, person);
  const { customer } = await shop.has(page, person.email);
  await shop.account(page);
  await press(page, "Link Judge");
  await signIn(page, there);
  await read(page, "Judge is linked");
  await context.clearCookies();
  await shop.leave(page, "Judge");
  await signIn(page, there);
  assert.equal((await shop.has(page, person.email)).customer, customer);
  await shop.account(page);
  await press(page, "Unlink Judge");
  await read(page, "Judge is unlinked");
  await context.clearCookies();
  await page.goto(shop.link("/identity/login"));
  await login(page, person);
  assert.equal((await shop.has(page, person.email)).customer, customer);
});

check("signing out in the shop signs out at the provider, and comes back", async (page) => {
  const person = somebody();
  await shop.leave(page, "Judge");
  await signIn(page, person);
  const { token } = await shop.has(page, person.email);
  await page.goto(shop.link("/logout"));
  await press(page, "Sign out");
  await press(page, "Yes, sign me out");
  await read(page, "You’re signed out here and at Judge.");
  await worthless(token);
  await shop.leave(page, "Judge");
  await page.getByPlaceholder("Enter any login").waitFor();
});

check("signing out at the provider ends the session here within seconds", async (page, context) => {
  const person = somebody();
  await shop.leave(page, "Judge");
  await signIn(page, person);
  const { token } = await shop.has(page, person.email);
  const there = await context.newPage();
  await there.goto(`${issuer}/session/end`);
  await press(there, "Yes, sign me out");
  await there.getByText("Sign-out Success").first().waitFor();
  const over = async () => (await shop.token(page)).kind !== "customer";
  for (let tries = 0; tries < 10 && !(await over()); tries += 1) await pause(500);
  assert.ok(await over(), "the shop is told that nobody is signed in");
  await worthless(token);
  await page.goto(shop.link("/account"));
  await arrive(page, "Login");
});

check("Vestibule proves itself with its own published key", async (page) => {
  const person = somebody();
  await shop.leave(page, "Judge by key");
  await signIn(page, person);
  await shop.has(page, person.email);
});

check("the answer comes back as a posted form", async (page) => {
  const person = somebody();
  await shop.leave(page, "Judge by post", query);
  await signIn(page, person);
  await shop.hasInAddress(page, person.email);
});

check("a provider that goes away while somebody is there, and comes back", async (page) => {
  const person = somebody();
  // A post can be held back on its way, a redirect cannot.
  const callback = "**/federation/judge-by-post/callback";
  await page.route(callback, async (route) => {
    await stop(running);
    await route.continue();
  });
  await shop.leave(page, "Judge by post");
  await signIn(page, person);
  await arrive(page, "Judge by post isn’t answering");
  await page.unroute(callback);
  await open();
  await follow(page, "Try Judge by post again");
  await signIn(page, person);
  await shop.has(page, person.email);
});

check("the keys change while everything runs", async (page, context) => {
  const signsIn = async () => {
    await context.clearCookies();
    const person = somebody();
    await shop.leave(page, "Judge");
    await signIn(page, person);
    await shop.has(page, person.email);
  };
  // Unknown keys are asked for at most twice a minute.
  await pause(Math.max(0, keysFetched + 30_000 - Date.now()));
  await publish("two", "one");
  await signsIn();
  await publish("two");
  await signsIn();
});

