// The module for the pages of shops against a stub, where time, trouble and visitors are the test's to choose; the
// same with the real service in Chromium is browser/helper.test.mjs. Runs by `node --test` alone.

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { afterEach, beforeEach, test } from "node:test";
import { fileURLToPath } from "node:url";
import * as auth8 from "@commercelayer/js-auth";
import * as auth7 from "@commercelayer/js-auth-7";
import { away, clientId, elsewhere, helper, scope, token, trouble, until, vestibule } from "../support/stub-vestibule.mjs";

const twenty = (work) => Promise.all(Array.from({ length: 20 }, work));
const key = (type, of = scope) => `cl_${type}-${clientId}-${of}`;
let stub, page;

beforeEach(async () => {
  stub = await vestibule();
  page = stub.page();
  elsewhere.length = 0;
});
afterEach(() => stub.close());

for (const [version, auth] of [["8", auth8], ["7", auth7]]) {
  const channel = (storage = page.createStorage(), of = scope) => auth.makeSalesChannel({ clientId, scope: of }, { storage });

  test(`js-auth ${version}: a guest has Vestibule's token, asked for once however often the page asks`, async () => {
    const [first, ...others] = await twenty(() => channel().getAuthorization());
    assert.deepEqual([first.ownerType, first.scope, first.accessToken], ["guest", scope, (await page.getToken()).access_token]);
    assert.ok(others.every((other) => other.accessToken === first.accessToken));
    assert.deepEqual([stub.calls.length, elsewhere], [1, []]);
    assert.deepEqual(stub.calls[0].query, { client_id: clientId, scope });
  });

  test(`js-auth ${version}: one line in the shop is enough`, async () => {
    stub.visitor = "AcmeCusAda";
    const storefront = auth.makeSalesChannel({ clientId, scope }, { storage: helper.createStorage({ url: stub.url, clientId, scope }) });
    const { ownerType, ownerId } = await storefront.getAuthorization();
    assert.deepEqual([ownerType, ownerId, elsewhere], ["customer", "AcmeCusAda", []]);
  });

  test(`js-auth ${version}: another market is another token of the same visitor`, async () => {
    stub.visitor = "AcmeCusAda";
    const storage = page.createStorage();
    const [here, there] = [await channel(storage).getAuthorization(), await channel(storage, "market:code:europe").getAuthorization()];
    assert.deepEqual([here.scope, there.scope, there.ownerType], [scope, "market:code:europe", "customer"]);
    assert.notEqual(here.accessToken, there.accessToken);
  });

  test(`js-auth ${version}: signing out ends the session at Vestibule, and the visitor is a guest`, async () => {
    stub.visitor = "AcmeCusAda";
    const storefront = channel();
    await storefront.getAuthorization();
    await storefront.logoutCustomer();
    const { headers, body } = stub.calls.find(({ name }) => name === "POST logout");
    assert.deepEqual([headers["x-vestibule"], headers["content-type"], body], ["1", "application/json", { client_id: clientId }]);
    assert.equal((await storefront.getAuthorization()).ownerType, "guest");
    assert.deepEqual(elsewhere, ["POST https://auth.commercelayer.io/oauth/revoke"]);
  });

  test(`js-auth ${version}: a sign-out that failed is told, and nobody is signed out by half`, async () => {
    stub.visitor = "AcmeCusAda";
    stub.next["POST logout"] = [away(30)];
    const storefront = channel();
    await assert.rejects(storefront.logoutCustomer(), { name: "VestibuleError", retryAfter: 30 });
    assert.equal((await storefront.getAuthorization()).ownerType, "customer");
  });

  test(`js-auth ${version}: signing out as a guest asks nothing`, async () => {
    await channel().logoutCustomer();
    await channel().removeAuthorization();
    assert.deepEqual([stub.times("POST logout"), elsewhere], [0, []]);
  });

  test(`js-auth ${version}: a token that is due is served, and renewed meanwhile`, async () => {
    Object.assign(stub, { visitor: "AcmeCusAda", lasts: 800 });
    const storefront = channel();
    const { accessToken: old } = await storefront.getAuthorization();
    await storefront.getAuthorization();
    assert.equal(stub.calls.length, 1, "what was asked a moment ago is not asked again");
    stub.renew({ lasts: 7200 });
    const restore = pretend(6);
    assert.equal((await storefront.getAuthorization()).accessToken, old);
    await until(async () => (await storefront.getAuthorization()).accessToken !== old);
    restore();
    assert.deepEqual([stub.calls.length, elsewhere], [2, []]);
  });

  test(`js-auth ${version}: a token with too little left for it is asked for until the next one is there`, async () => {
    Object.assign(stub, { visitor: "AcmeCusAda", lasts: 300 });
    const waiting = twenty(() => channel().getAuthorization());
    await until(() => stub.times("GET token") === 1);
    stub.renew({ lasts: 7200 });
    assert.ok((await waiting).every(({ ownerType, expiresIn }) => ownerType === "customer" && expiresIn > 7000));
    assert.deepEqual([stub.times("GET token"), elsewhere], [2, []]);
  });

  test(`js-auth ${version}: nobody becomes a guest because Commerce Layer is away`, async () => {
    Object.assign(stub, { visitor: "AcmeCusAda", lasts: 500 });
    const storage = page.createStorage();
    await assert.rejects(channel(storage).getAuthorization(), { name: "VestibuleError", code: "token_expiring" });
    stub.next["GET token"] = [away(60)];
    const restore = pretend(6);
    await assert.rejects(channel(storage).getAuthorization(), { code: "commerce_layer_unavailable", retryAfter: 60 });
    restore();
    assert.equal((await page.getToken()).customer_id, "AcmeCusAda", "who asks by hand is still served");
    assert.deepEqual([stub.times("POST logout"), elsewhere], [0, []]);
  });

  test(`js-auth ${version}: a shopper whose clock is wrong is not signed out`, async () => {
    Object.assign(stub, { visitor: "AcmeCusAda", clock: -10_000 });
    const storefront = channel();
    await storefront.getAuthorization();
    assert.equal(stub.times("POST logout"), 0);
    assert.equal((await page.getToken()).kind, "customer");
  });

  test(`js-auth ${version}: a token that Commerce Layer refused is replaced`, async () => {
    stub.visitor = "AcmeCusAda";
    const storage = page.createStorage();
    const { accessToken: old } = await channel(storage).getAuthorization();
    await twenty(() => storage.rejected(old));
    const { accessToken } = await channel(storage).getAuthorization();
    assert.notEqual(accessToken, old);
    assert.deepEqual(stub.calls.map(({ name }) => name), ["GET token", "POST token/rejected"]);
    assert.deepEqual(stub.calls[1].body, { client_id: clientId, access_token: old, scope });
  });
}

test("the entries of a storage have the form that js-auth writes itself", async () => {
  const storage = page.createStorage();
  const { access_token: accessToken } = await page.getToken();
  assert.equal(await storage.getItem(key("customer")), null);
  assert.deepEqual(await storage.getItem(key("guest")), { accessToken, scope });
  await assert.rejects(storage.getItem("cl_guest-another-client-market:code:usa"), { code: "unknown_key" });
});

test("a guest's token is there for who is signed in, too, and is asked for without the session", async () => {
  stub.visitor = "AcmeCusAda";
  const { accessToken } = await page.createStorage().getItem(key("guest"));
  assert.deepEqual(stub.calls.map(({ headers }) => headers["x-credentials"]), ["include", "omit"]);
  assert.notEqual(accessToken, (await page.getToken()).access_token);
});

test("a token that is nearly over is waited for", async () => {
  stub.lasts = 30;
  const old = await page.getToken();
  stub.renew({ lasts: 7200 });
  const restore = pretend(6);
  assert.notEqual((await page.getToken()).access_token, old.access_token);
  restore();
});

test("`fresh` asks although the token is good; one that is still good is served when nobody answers", async () => {
  const old = await page.getToken();
  stub.renew();
  const fresh = await page.getToken({ fresh: true });
  assert.notEqual(fresh.access_token, old.access_token);
  stub.next["GET token"] = [away(60)];
  assert.equal((await page.getToken({ fresh: true })).access_token, fresh.access_token);
});

test("while Commerce Layer is away for a moment, it is waited for; twenty callers wait together", async () => {
  stub.next["GET token"] = [away(1)];
  const tokens = await twenty(() => page.getToken());
  assert.deepEqual([tokens.at(-1).kind, stub.times("GET token")], ["guest", 2]);
});

test("away for long is an error of its own type, and not asked again before its time", async () => {
  stub.next["GET token"] = [away(60)];
  for (let tries = 0; tries < 3; tries += 1) {
    const error = await page.getToken().catch((error) => error);
    assert.ok(error instanceof helper.VestibuleError);
    assert.deepEqual([error.code, error.retryAfter], ["commerce_layer_unavailable", 60]);
  }
  assert.equal(stub.calls.length, 1);
});

test("what cannot pass by itself is not tried again", async () => {
  stub.next["GET token"] = [trouble(400, "scope_not_allowed")];
  await assert.rejects(page.getToken(), { code: "scope_not_allowed", retryAfter: undefined });
  assert.equal(stub.calls.length, 1);
});

test("nobody at the address is an error of its own type, after three tries", async () => {
  const nowhere = helper.createVestibule({ url: "http://127.0.0.1:9", clientId, scope });
  await assert.rejects(nowhere.getToken(), { name: "VestibuleError", code: "unreachable" });
});

test("a late report of a refused token costs nothing", async () => {
  const { access_token: old } = await page.getToken();
  const fresh = await page.rejected(old);
  assert.equal((await page.rejected(old)).access_token, fresh.access_token);
  assert.equal(stub.times("POST token/rejected"), 1);
});

test("a token that is refused while it is on its way is not used", async () => {
  const { access_token: old } = await page.getToken();
  stub.delay = 50;
  const [answered, replaced] = await Promise.all([page.getToken({ fresh: true }), page.rejected(old)]);
  assert.notEqual(replaced.access_token, old);
  assert.equal(answered.access_token, replaced.access_token);
});

test("a report that was not taken is made again before any token is served", async () => {
  const { access_token: old } = await page.getToken();
  stub.next["POST token/rejected"] = [away(60)];
  await assert.rejects(page.rejected(old), { retryAfter: 60 });
  const restore = pretend(61);
  assert.notEqual((await page.getToken()).access_token, old);
  restore();
  assert.deepEqual([stub.times("POST token/rejected"), stub.times("GET token")], [2, 1]);
});

test("a refused token of another market is replaced by one of that market", async () => {
  const { access_token: old } = await page.getToken({ scope: "market:code:europe" });
  await page.getToken();
  assert.equal((await page.rejected(old)).scope, "market:code:europe");
});

test("what was under way when somebody signed out is not used", async () => {
  stub.visitor = "AcmeCusAda";
  await page.getSession();
  stub.delay = 60;
  const late = page.getToken();
  await until(() => stub.times("GET token") === 1);
  stub.delay = 0;
  await page.logout();
  assert.equal((await late).kind, "guest");
  assert.equal((await page.getToken()).kind, "guest");
});

test("the session is told at once, and again whenever it is another", async () => {
  const heard = [];
  const stop = page.onSessionChange((session) => heard.push(session.customer_id ?? "guest"));
  await until(() => heard.length === 1);
  await page.getSession();
  stub.renew({ visitor: "AcmeCusAda" });
  await page.getToken({ fresh: true });
  await until(() => heard.length === 2);
  await page.logout();
  assert.equal((await page.getToken()).kind, "guest");
  assert.deepEqual(heard, ["guest", "AcmeCusAda", "guest"]);
  stop();
  stub.renew({ visitor: "AcmeCusBob" });
  await page.getSession();
  assert.equal(heard.length, 3);
});

test("a listener that fails harms no other", async () => {
  const [later, failures] = [queueMicrotask, []];
  globalThis.queueMicrotask = (work) => later(() => { try { work(); } catch (error) { failures.push(error.message); } });
  page.onSessionChange(() => { throw new Error("of the shop"); });
  const heard = new Promise((done) => page.onSessionChange(done));
  assert.deepEqual([await heard, failures], [{ signed_in: false }, ["of the shop"]]);
  globalThis.queueMicrotask = later;
});

test("who signs out in one tab is a guest in the others", async () => {
  stub.visitor = "AcmeCusAda";
  const other = stub.page();
  const heard = [];
  other.onSessionChange((session) => heard.push(session.signed_in));
  await Promise.all([page.getToken(), other.getToken()]);
  await until(() => heard.length === 1);
  await page.logout();
  await until(() => heard.length === 2);
  assert.deepEqual([heard, (await other.getToken()).kind], [[true, false], "guest"]);
});

test("who comes back signed in is known to the other tabs", async () => {
  const heard = [];
  page.onSessionChange((session) => heard.push(session.signed_in));
  await page.getToken();
  stub.renew({ visitor: "AcmeCusAda" });
  await stub.page().getToken();
  await until(() => heard.length === 2);
  assert.deepEqual([heard, (await page.getToken()).kind], [[false, true], "customer"]);
  await new Promise((resolve) => setTimeout(resolve, 50));
  assert.ok(stub.calls.length < 9, "tabs do not talk for ever");
});

test("a page that is looked at again, or wakes up, asks who is there", async () => {
  globalThis.document = Object.assign(new EventTarget(), { hidden: false });
  globalThis.window = new EventTarget();
  const page = stub.page();
  delete globalThis.window;
  stub.visitor = "AcmeCusAda";
  await page.getToken();
  stub.renew({ visitor: undefined });
  document.dispatchEvent(new Event("visibilitychange"));
  await until(() => stub.times("GET session") === 1);
  await until(async () => (await page.getToken()).kind === "guest");
  delete globalThis.document;
});

test("a page that comes back by the back button shows no token of before", async () => {
  globalThis.window = new EventTarget();
  const page = stub.page();
  stub.visitor = "AcmeCusAda";
  await page.getToken();
  stub.renew({ visitor: undefined });
  window.dispatchEvent(Object.assign(new Event("pageshow"), { persisted: true }));
  delete globalThis.window;
  assert.equal((await page.getToken()).kind, "guest");
});

test("signing in, up and out go to Vestibule's pages and back", async () => {
  const went = [];
  globalThis.location = { href: "https://shop.example/a?b=c", assign: (address) => went.push(new URL(address)) };
  page.login();
  page.login({ signUp: true, lang: "it", returnUrl: "https://shop.example/" });
  stub.next["POST logout"] = [{ signed_out: true, redirect_to: "https://idp.example/logout" }];
  await page.logout({ returnUrl: "https://shop.example/bye" });
  delete globalThis.location;
  assert.deepEqual(Object.fromEntries(went[0].searchParams), { clientId, scope, returnUrl: "https://shop.example/a?b=c" });
  assert.deepEqual([went[0].pathname, went[1].pathname, went[1].searchParams.get("lang")], ["/identity/login", "/identity/signup", "it"]);
  assert.equal(went[2].href, "https://idp.example/logout");
  assert.deepEqual(stub.calls[0].body, { client_id: clientId, return_url: "https://shop.example/bye" });
});

test("the cart is read, set and forgotten", async () => {
  assert.equal((await page.order.get()).order_id, "AcmeOrdOne");
  assert.equal((await page.order.set("AcmeOrdTwo", { variant: "b2b" })).order_id, "AcmeOrdTwo");
  await page.order.remove();
  assert.deepEqual(stub.calls.map(({ query }) => query.variant), [undefined, "b2b", undefined]);
  assert.deepEqual(stub.calls.map(({ headers }) => headers["x-vestibule"]), [undefined, "1", "1"]);
  assert.equal(stub.calls[1].body.order_id, "AcmeOrdTwo");
});

test("the types hold under --strict", () => {
  const [tsc, module] = ["../node_modules/.bin/tsc", "../../../static/vestibule.js"].map((path) => fileURLToPath(new URL(path, import.meta.url)));
  const options = "--allowJs --checkJs --strict --noEmit --target es2022 --module es2022 --lib es2022,dom,dom.iterable";
  const { status, stdout } = spawnSync(tsc, [...options.split(" "), module], { encoding: "utf8" });
  assert.equal(status, 0, stdout);
});

/** Moves the page's clock, and that of js-auth, by so many seconds; the answer moves it back. */
function pretend(seconds) {
  const now = Date.now;
  Date.now = () => now() + seconds * 1000;
  return () => (Date.now = now);
}
