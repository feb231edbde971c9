// The module for the pages of shops as it is: in Chromium, on the demonstration's shop, with js-auth 7 and 8 from npm.
// A token is made due by the sandbox's clock, which is set back while it is minted. That Vestibule renews by itself,
// too, is shown where its clock can be moved: here another tab makes it, and the page is seen to ask early. What needs
// trouble is clients/helper-stub.test.mjs.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, test } from "node:test";
import { revoke } from "@commercelayer/js-auth";
import { close, limit, withPage } from "../support/browser.mjs";
import { channel, judge, scope, sdk, slug } from "../support/commerce-layer.mjs";
import { newcomer } from "../support/people.mjs";
import { page as address, shop, vestibule, visit } from "../support/places.mjs";
import { switches } from "../support/sandbox.mjs";
import { arrive, follow, login, member, press, read, signUp, typeCode } from "../support/walks.mjs";

after(close);

const packages = { 8: "js-auth/dist/index.mjs", 7: "js-auth-7/dist/index.js" };
const { clientId } = channel;
const wide = { ...limit, timeout: 180_000 };

/** The shop allows neither Commerce Layer's addresses nor scripts of a test. */
const withShop = (work, options = {}) =>
  withPage({ bypassCSP: true, ...options }, async (page, context) => {
    const seen = await prepare(context);
    await work(page, context, seen);
    assert.deepEqual(seen.minted, 0, "no token was minted from the browser");
    const kept = await page.evaluate(() => [localStorage.length, sessionStorage.length]);
    assert.deepEqual(kept, [0, 0], "nothing is left in the browser's storages");
  });

/** js-auth as files of the shop; its calls to Commerce Layer are carried to the sandbox. */
async function prepare(context) {
  const seen = { minted: 0, tokens: 0, logouts: 0 };
  context.on("request", (request) => {
    if (request.method() === "OPTIONS") return;
    if (request.url().startsWith(`${vestibule}/api/token?`)) seen.tokens += 1;
    if (request.url().startsWith(`${vestibule}/api/logout`)) seen.logouts += 1;
  });
  for (const [version, file] of Object.entries(packages)) {
    const body = readFileSync(new URL(`../node_modules/@commercelayer/${file}`, import.meta.url), "utf8");
    await context.route(`${shop}/js-auth-${version}.mjs`, (route) => route.fulfill({ contentType: "text/javascript", body }));
  }
  await context.route(/^https:\/\/auth\./, async (route) => {
    const request = route.request();
    if (request.url().endsWith("/oauth/token")) seen.minted += 1;
    const answer = await fetch(request.url(), { method: request.method(), body: request.postData(), headers: { "content-type": "application/json" } });
    await route.fulfill({ status: answer.status, contentType: "application/json", headers: { "access-control-allow-origin": "*" }, body: await answer.text() });
  });
  return seen;
}

/** What the shop's own page would have in its script. */
async function start(page, version) {
  await page.evaluate(
    async ({ module, auth, options }) => {
      const [{ createVestibule }, { makeSalesChannel }] = [await import(module), await import(auth)];
      window.vestibule = createVestibule(options);
      window.storage = window.vestibule.createStorage();
      window.storefront = makeSalesChannel(options, { storage: window.storage });
    },
    { module: `${vestibule}/vestibule.js`, auth: `/js-auth-${version}.mjs`, options: { clientId, scope } },
  );
}

const authorization = (page) => page.evaluate(() => window.storefront.getAuthorization());
const isGuest = async (page) => assert.equal((await authorization(page)).ownerType, "guest");

/** Out of the shop's page by the module, and back with a session. */
async function signInByModule(page, person) {
  await page.evaluate(() => window.vestibule.login());
  await arrive(page, "Login");
  await login(page, person);
  await read(page, `Signed in as ${person.email}`);
}

/** Vestibule has another token for this visitor; the page does not know. */
async function renewElsewhere(page, token) {
  const answer = await page.request.post(`${vestibule}/api/token/rejected`, { headers: { origin: shop, "x-vestibule": "1" }, data: { access_token: token, client_id: clientId, scope } });
  assert.equal(answer.status(), 200, await answer.text());
}

/** Commerce Layer's SDK takes the token. */
const opens = async (accessToken, person) => assert.equal((await judgeOnce(accessToken)).email, person.email);
const judgeOnce = (accessToken) => sdk(accessToken).customers.retrieve(JSON.parse(atob(accessToken.split(".")[1])).owner.id);

for (const version of ["8", "7"]) {
  test(`js-auth ${version} on the shop's page: guest, sign-up, customer`, wide, () =>
    withShop(async (page, _, seen) => {
      const person = newcomer();
      await page.goto(shop);
      await read(page, "browsing as a guest");
      await start(page, version);
      const before = seen.tokens;
      const guests = await page.evaluate(() => Promise.all(Array.from({ length: 20 }, () => window.storefront.getAuthorization())));
      assert.ok(guests.every((guest) => guest.ownerType === "guest" && guest.scope === scope));
      assert.equal(seen.tokens - before, 1, "twenty questions are one request");
      await page.evaluate(() => window.vestibule.login({ signUp: true }));
      await arrive(page, "Sign up");
      await signUp(page, person);
      await typeCode(page, person);
      await read(page, `Signed in as ${person.email}`);
      await start(page, version);
      const customer = await authorization(page);
      assert.deepEqual([customer.ownerType, customer.scope], ["customer", scope]);
      assert.equal(await judge(customer.accessToken, clientId, person), customer.ownerId);
    }));

  test(`js-auth ${version} on the shop's page: a token that is due is renewed early, without a gap`, wide, () =>
    withShop(async (page, context) => {
      const person = await member(context, newcomer());
      await page.clock.install();
      await page.goto(shop);
      await start(page, version);
      const { accessToken } = await authorization(page);
      const { exp, iat } = JSON.parse(atob(accessToken.split(".")[1]));
      await switches({ clock_offset: 800 - (exp - iat) });
      let due;
      try {
        await signInByModule(page, person);
        await start(page, version);
        due = await authorization(page);
      } finally {
        await switches({ clock_offset: 0 });
      }
      assert.equal(due.ownerType, "customer");
      assert.ok(due.expiresIn > 600 && due.expiresIn <= 800, `${due.expiresIn} seconds are left`);
      await opens(due.accessToken, person);
      await renewElsewhere(page, due.accessToken);
      let now = due;
      for (let tries = 0; tries < 20 && now.accessToken === due.accessToken; tries += 1) {
        await page.clock.fastForward(tries === 0 ? 6_000 : 100);
        now = await authorization(page);
        assert.equal(now.ownerType, "customer", "at no moment a guest");
        await new Promise((resolve) => setTimeout(resolve, 200));
      }
      assert.notEqual(now.accessToken, due.accessToken);
      await opens(now.accessToken, person);
    }));

  test(`js-auth ${version} on the shop's page: a token that Commerce Layer refused is replaced`, wide, () =>
    withShop(async (page, context) => {
      const person = await member(context, newcomer());
      await page.goto(shop);
      await start(page, version);
      await signInByModule(page, person);
      await start(page, version);
      const { accessToken: old } = await authorization(page);
      await revoke({ clientId, token: old });
      await assert.rejects(judgeOnce(old), (error) => error.status === 401);
      await page.evaluate((old) => Promise.all(Array.from({ length: 20 }, () => window.storage.rejected(old))), old);
      const { accessToken, ownerType } = await authorization(page);
      assert.equal(ownerType, "customer");
      await opens(accessToken, person);
    }));

  test(`js-auth ${version} on the shop's page: logoutCustomer signs out here, at Vestibule and at Commerce Layer`, wide, () =>
    withShop(async (page, context, seen) => {
      const person = await member(context, newcomer());
      await page.goto(shop);
      await start(page, version);
      await signInByModule(page, person);
      await start(page, version);
      const { accessToken } = await authorization(page);
      await page.evaluate(() => window.storefront.logoutCustomer());
      assert.equal(seen.logouts, 1);
      await isGuest(page);
      await assert.rejects(judgeOnce(accessToken), (error) => error.status === 401);
      assert.deepEqual(await page.evaluate(() => window.vestibule.getSession()), { signed_in: false });
      await page.goto(address("/identity/login", visit()));
      await arrive(page, "Login");
      await page.goto(shop);
    }));
}

test("the shop's own page takes a revoked token for no reason to sign anybody out", wide, () =>
  withShop(
    async (page, context) => {
      const person = await member(context, newcomer());
      await page.goto(address("/identity/login", visit()));
      await login(page, person);
      await read(page, `Signed in as ${person.email}`);
      await start(page, "8");
      await revoke({ clientId, token: (await authorization(page)).accessToken });
      await page.reload();
      await read(page, `Signed in as ${person.email}`);
    },
    { expected: [new RegExp(`status of 401.*${slug}`)] },
  ));

test("who signs out in one tab is a guest in the other", wide, () =>
  withShop(async (page, context) => {
    const person = await member(context, newcomer());
    await page.goto(address("/identity/login", visit()));
    await login(page, person);
    await read(page, `Signed in as ${person.email}`);
    const other = await context.newPage();
    await other.goto(shop);
    await read(other, `Signed in as ${person.email}`);
    await start(other, "8");
    await other.evaluate(() => window.vestibule.logout());
    await read(page, "browsing as a guest");
    await read(other, "browsing as a guest");
  }));

test("who signs out on Vestibule's own page is a guest in the shop's other tab, once it is looked at", wide, () =>
  withShop(async (page, context) => {
    const person = await member(context, newcomer());
    await page.goto(address("/identity/login", visit()));
    await login(page, person);
    await read(page, `Signed in as ${person.email}`);
    const other = await context.newPage();
    await other.goto(shop);
    await follow(other, "Sign out");
    await press(other, "Sign out");
    await arrive(other, "You’re signed out");
    await page.bringToFront();
    await page.evaluate(() => document.dispatchEvent(new Event("visibilitychange")));
    await read(page, "browsing as a guest");
  }));

// The example of the README, as it stands there but for the addresses.
const readme = readFileSync(new URL("../../../README.md", import.meta.url), "utf8");
const [example] = readme.match(/<script type="module" src="[^"]*\/vestibule-.*?<\/script>\n<script.*?<\/script>/s);
const shown = (tags) =>
  `<!doctype html><html lang="en"><title>Shop</title><link rel="icon" href="data:,"><h1>Shop</h1>` +
  tags.replaceAll("https://login.example.com", vestibule).replace("…", clientId).replace("market:code:europe", scope).replace("getToken();", "getToken(); window.got = access_token;");

/** A page of the shop's with these tags. */
async function open(page, tags) {
  await page.goto(shop);
  await read(page, "browsing as a guest");
  await page.setContent(shown(tags));
}

test("the tags of the README work as they stand", wide, () =>
  withShop(async (page) => {
    await open(page, example);
    const got = await page.waitForFunction(() => window.got);
    assert.match(await got.jsonValue(), /^ey/);
  }));

test("a module with another hash than that of the tag does not run", wide, () =>
  withShop(
    async (page) => {
      await open(page, example.replace(/sha384-..../, "sha384-AAAA"));
      await page.waitForTimeout(1_000);
      assert.equal(await page.evaluate(() => window.got), undefined);
    },
    { expected: [/integrity/i, /ERR_|Failed to/] },
  ));
