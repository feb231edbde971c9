// A shop that offers somebody else's providers: `vestibule serve` with a settings file, against the local Commerce
// Layer of the demonstration; letters as files. Two storefronts: one asks for the token, one finds it in the address.

import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { createServer } from "node:http";
import { setTimeout as pause } from "node:timers/promises";
import { domain, judge, scope } from "./commerce-layer.mjs";
import { legacyShop, sandbox, webShop } from "./places.mjs";
import { freePort } from "./processes.mjs";
import { configure, serve } from "./service.mjs";
import { arrive, press, type } from "./walks.mjs";

/** A front page is all that there is. */
function answer(_, response) {
  response.setHeader("content-type", "text/html; charset=utf-8");
  response.end(`<!doctype html><html lang="en"><title>Shop</title><link rel="icon" href="data:,"><h1>Shop</h1>`);
}

const storefront = ({ secret, shop, clientId, clientSecret, handover, more = "" }) => `
[[storefronts]]
name = "Acme Outfitters"
organization = "acme"
client_id = "${clientId}"
client_secret_file = "${secret(`${handover}.secret`, clientSecret)}"
scopes = ["${scope}"]
home = "${shop}/"
return_addresses = ["${shop}"]
handover = "${handover}"
${more}`;

/**
 * Starts the shop and its Vestibule. `providers(secret)`: lines of TOML; `handovers`: how each storefront gets the token;
 * `changes`: other settings, as `configure` takes them.
 */
export async function openShop(name, providers, [first, second] = ["session", "query"], changes = {}) {
  const server = createServer(answer).listen(0, "127.0.0.1");
  await new Promise((done) => server.once("listening", done));
  const home = `http://localhost:${server.address().port}`;
  const settings = configure(name, {
    port: await freePort(),
    commerceLayer: { address: sandbox, issuer: `https://auth.${domain}` },
    mail: ({ file }) => `from = "Shop <hello@shop.example>"\ntransport = "folder"\nfolder = "${file("letters")}"`,
    more: ({ secret }) =>
      providers(secret) +
      storefront({ secret, shop: home, clientId: webShop, clientSecret: "acme-web-shop-secret-0000000000000000000001", handover: first }) +
      storefront({ secret, shop: home, clientId: legacyShop, clientSecret: "acme-legacy-shop-secret-0000000000000000001", handover: second }),
    ...changes,
  });
  return new Shop(home, settings, server, await serve(settings, name));
}

class Shop {
  constructor(home, settings, server, process) {
    Object.assign(this, { home, address: settings.address, letters: settings.file("letters"), server, process });
  }

  close() {
    this.server.close();
  }

  /** An address of Vestibule, as the shop's links have it. */
  link(path, changes = {}) {
    const visit = { clientId: webShop, scope, returnUrl: `${this.home}/`, ...changes };
    return `${this.address}${path}?${new URLSearchParams(visit)}`;
  }

  /** From the shop's link to the provider. */
  async leave(page, label, changes) {
    await page.goto(this.link("/identity/login", changes));
    await page.getByRole("link", { name: `Continue with ${label}`, exact: true }).click();
  }

  /** The six digits of the letter to this address. */
  async code(email) {
    for (let tries = 0; tries < 100; tries += 1) {
      const letters = readdirSync(this.letters).filter((name) => name.endsWith(".eml")).map((name) => readFileSync(`${this.letters}/${name}`, "utf8"));
      const found = letters.find((letter) => letter.match(/^To: .*$/m)[0].includes(email));
      if (found) return found.match(/^Subject: .*?(\d{6})/m)[1];
      await pause(100);
    }
    throw new Error(`no letter to ${email} within ten seconds`);
  }

  /** An account with a password, signed in in this window. */
  async signUp(page, person) {
    await page.goto(this.link("/identity/signup"));
    await type(page, "Email", person.email);
    await type(page, "Password", person.password);
    await type(page, "Confirm password", person.password);
    await press(page, "Sign up");
    await this.confirm(page, person.email);
  }

  /** Types the code of the letter. */
  async confirm(page, email) {
    const code = await this.code(email);
    await page.waitForLoadState("load"); // the page's script sends the sixth digit
    await type(page, "Code", code);
    await arrive(page, "Shop");
  }

  /** The token that the shop's script is given. */
  async token(page) {
    await arrive(page, "Shop");
    const address = `${this.address}/api/token?${new URLSearchParams({ client_id: webShop, scope })}`;
    return page.evaluate(async (address) => (await fetch(address, { credentials: "include" })).json(), address);
  }

  /** The shop has a token of this customer that Commerce Layer's packages accept; its owner's id. */
  async has(page, email) {
    const { kind, access_token: token } = await this.token(page);
    assert.equal(kind, "customer");
    return { token, customer: await judge(token, webShop, { email }) };
  }

  /** The same from the address bar of the other storefront. */
  async hasInAddress(page, email) {
    await arrive(page, "Shop");
    const token = new URL(page.url()).searchParams.get("accessToken");
    return { token, customer: await judge(token, legacyShop, { email }) };
  }

  /** What the shop's back end gets for the code of the return address. */
  async exchange(address) {
    const returned = new URL(address);
    const code = returned.searchParams.get("code");
    returned.searchParams.delete("code");
    const body = { client_id: webShop, client_secret: "acme-web-shop-secret-0000000000000000000001", code, return_url: returned.href };
    const headers = { "content-type": "application/json" };
    const answer = await fetch(`${this.address}/api/handover`, { method: "POST", headers, body: JSON.stringify(body) });
    assert.equal(answer.status, 200);
    return answer.json();
  }

  /** What the shop's back end is told with its session token. */
  async ask(path, token) {
    const address = `${this.address}${path}?${new URLSearchParams({ client_id: webShop })}`;
    return (await fetch(address, { headers: { authorization: `Bearer ${token}` } })).json();
  }

  /** The page of the account. */
  async account(page) {
    await page.goto(this.link("/account"));
    await arrive(page, "Your account");
  }

  /** Waits until the log has a warning like this. */
  async says(pattern) {
    for (let tries = 0; tries < 50 && !pattern.test(this.process.said); tries += 1) await pause(100);
    const warnings = this.process.said.split("\n").filter((line) => line.includes(`"WARN"`)).join("\n");
    assert.match(warnings, pattern);
  }
}
