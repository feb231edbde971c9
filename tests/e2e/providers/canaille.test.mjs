// Against PyPI `canaille`, a provider that nobody here wrote: it says nothing of whether an address is verified, its
// `auth_time` has a fraction, and a client that its command line has made has no audience until it is given one.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { setTimeout as pause } from "node:timers/promises";
import { canaille } from "../support/canaille.mjs";
import { close, limit, withPage } from "../support/browser.mjs";
import { worthless } from "../support/commerce-layer.mjs";
import { newcomer } from "../support/people.mjs";
import { legacyShop } from "../support/places.mjs";
import { stopAll } from "../support/processes.mjs";
import { openShop } from "../support/shop.mjs";
import { arrive, follow, login, press, read } from "../support/walks.mjs";

const query = { clientId: legacyShop };
// Without a space: what encodes it in an Authorization header (RFC 6749, 2.3.1) is not decoded there.
const clientSecret = "a-secret-between-the-two";
const stamp = Date.now().toString(36);
const [ina, ivo] = ["ina", "ivo"].map((name) => ({ name, email: `${name}-${stamp}@people.example`, password: "an even older kettle" }));
let shop, provider, client;

before(async () => {
  provider = await canaille();
  shop = await openShop("canaille-shop", settings);
  const made = await provider.command("create", "client", ...registration());
  client = JSON.parse(made.slice(made.indexOf("{"))).id;
  for (const { name, email, password } of [ina, ivo]) {
    await provider.command("create", "user", "--user-name", name, "--formatted-name", `${name} over there`, "--family-name", name, "--emails", email, "--password", password);
  }
}, limit);

after(async () => {
  await close();
  shop.close();
  await stopAll();
}, limit);

const settings = (secret) => `
[[providers]]
id = "canaille"
label = "Canaille"
issuer = "${provider.issuer}"
client_id = "vestibule"
client_secret_file = "${secret("canaille.secret", clientSecret)}"
logout = "rp_initiated"
trust_email = true
private_addresses = true
`;

const registration = () => Object.entries({
  "client-id": "vestibule",
  "client-secret": clientSecret,
  "client-name": "Vestibule",
  "redirect-uris": `${shop.address}/federation/canaille/callback`,
  "post-logout-redirect-uris": `${shop.address}/federation/canaille/signed-out`,
  "grant-types": "authorization_code",
  "response-types": "code",
  "token-endpoint-auth-method": "client_secret_basic",
}).concat(["openid", "profile", "email"].map((scope) => ["scope", scope])).flatMap(([name, value]) => [`--${name}`, value]);

/** A window; what the provider's own pages lack is not ours. */
const check = (name, work) => test(name, limit, () => withPage({ expected: [new RegExp(provider.issuer)] }, work));

/**
 * At the provider, up to the question whether Vestibule may know. Two tokens of one person in one second are the same text
 * there, which its database refuses with a 500: the next one waits for the next second.
 */
async function identify(page, { name, password }) {
  await pause(1_100);
  await page.getByRole("textbox", { name: "Login" }).fill(name);
  await press(page, "Continue");
  await page.getByRole("textbox", { name: "Password" }).fill(password);
  await press(page, "Sign in");
}

const accept = (page) => press(page, "Accept");

/** Back in the shop, by way of the question for consent where it is asked once more. */
async function consentOrShop(page) {
  const shopHeading = page.getByRole("heading", { level: 1, name: "Shop", exact: true });
  const question = page.getByRole("button", { name: "Accept" });
  await shopHeading.or(question).first().waitFor();
  if (await question.count()) await accept(page);
}

check("a provider that does not answer at all: the page says so, and the other ways work", async (page) => {
  await shop.leave(page, "Canaille");
  await arrive(page, "Canaille isn’t answering");
  await page.goto(shop.link("/identity/login", { idp: "canaille" }));
  await read(page, "Canaille isn’t answering right now");
  await shop.signUp(page, newcomer());
});

check("a token for nobody is refused, and the log says why", async (page) => {
  await provider.start();
  await pause(5_000);
  await shop.leave(page, "Canaille");
  await identify(page, ina);
  await accept(page);
  await arrive(page, "We couldn’t trust that answer");
  await shop.says(/an arrival led nowhere.*canaille.*audience/i);
  await provider.command("set", "client", client, "--audience", client);
});

check("somebody new proves the address that the provider does not vouch for, and the shop has a token", async (page) => {
  await shop.leave(page, "Canaille");
  await identify(page, ina);
  await arrive(page, "One more step");
  await shop.confirm(page, ina.email);
  await shop.has(page, ina.email);
});

check("who comes again has the same account and customer, in another browser and at the other storefront", async (page, context) => {
  await shop.leave(page, "Canaille");
  await identify(page, ina);
  const { customer } = await shop.has(page, ina.email);
  await context.clearCookies();
  await shop.leave(page, "Canaille", query);
  await identify(page, ina);
  assert.equal((await shop.hasInAddress(page, ina.email)).customer, customer);
});

check("who says no at the provider is back at the shop's login", async (page) => {
  await shop.leave(page, "Canaille");
  await identify(page, ivo);
  await press(page, "Deny");
  await arrive(page, "You stopped at Canaille");
  await follow(page, "Sign in another way");
  await arrive(page, "Login");
});

check("an account with a password is linked, signs in both ways, and is unlinked", async (page, context) => {
  const person = newcomer();
  await shop.signUp(page, person);
  const { customer } = await shop.has(page, person.email);
  await shop.account(page);
  await press(page, "Link Canaille");
  await identify(page, ivo);
  await accept(page);
  await read(page, "Canaille is linked");
  await context.clearCookies();
  await shop.leave(page, "Canaille");
  await identify(page, ivo);
  await consentOrShop(page);
  assert.equal((await shop.has(page, person.email)).customer, customer);
  await shop.account(page);
  await press(page, "Unlink Canaille");
  await read(page, "Canaille is unlinked");
  await context.clearCookies();
  await page.goto(shop.link("/identity/login"));
  await login(page, person);
  assert.equal((await shop.has(page, person.email)).customer, customer);
});

check("signing out in the shop signs out at the provider, and comes back", async (page) => {
  await shop.leave(page, "Canaille");
  await identify(page, ina);
  const { token } = await shop.has(page, ina.email);
  await page.goto(shop.link("/logout"));
  await press(page, "Sign out");
  await read(page, "You’re signed out here and at Canaille.");
  await worthless(token);
  await shop.leave(page, "Canaille");
  await page.getByRole("textbox", { name: "Login" }).waitFor();
});
