// The tokens that Vestibule gives to shops, judged by the packages that shops use.

import assert from "node:assert/strict";
import { after, test } from "node:test";
import { close, limit, withPage } from "../support/browser.mjs";
import { channel, judge, scope, worthless } from "../support/commerce-layer.mjs";
import { newcomer } from "../support/people.mjs";
import { legacyShop, shop, vestibule } from "../support/places.mjs";
import { arrive, login, member, open, read } from "../support/walks.mjs";

after(close);

test("the token in the return address is genuine, opens its customer and suits js-auth", limit, () =>
  withPage({ javaScriptEnabled: false }, async (page, context) => {
    const person = await member(context, newcomer());
    const back = page.waitForRequest((request) => request.url().startsWith(shop) && request.url().includes("accessToken="));
    await open(page, "/identity/login", { clientId: legacyShop, returnUrl: `${shop}/legacy?size=M&accessToken=stale&expires=never` });
    await login(page, person);
    const { searchParams } = new URL((await back).url());
    assert.deepEqual([...searchParams.keys()], ["size", "accessToken", "scope", "expires"]);
    assert.equal(searchParams.get("scope"), scope);
    assert.match(searchParams.get("expires"), /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
    await judge(searchParams.get("accessToken"), legacyShop, person);
    await read(page, `Signed in as ${person.email}`);
  }));

test("the token that a shop's script asks for is genuine, opens its customer and suits js-auth", limit, () =>
  withPage({}, async (page, context) => {
    const person = await member(context, newcomer());
    await open(page, "/identity/login");
    await login(page, person);
    await read(page, `Signed in as ${person.email}`);
    const answer = await page.evaluate(
      async (address) => (await fetch(address, { credentials: "include" })).json(),
      `${vestibule}/api/token?${new URLSearchParams({ client_id: channel.clientId, scope })}`,
    );
    assert.deepEqual([answer.kind, answer.token_type, answer.scope], ["customer", "bearer", scope]);
    await judge(answer.access_token, channel.clientId, person);
  }));

test("signing out makes the token worthless", limit, () =>
  withPage({}, async (page, context) => {
    const person = await member(context, newcomer());
    const back = page.waitForRequest((request) => request.url().includes("accessToken="));
    await open(page, "/identity/login", { clientId: legacyShop, returnUrl: `${shop}/legacy` });
    await login(page, person);
    const accessToken = new URL((await back).url()).searchParams.get("accessToken");
    await page.goto(`${vestibule}/logout?clientId=${legacyShop}`);
    await page.getByRole("button", { name: "Sign out", exact: true }).click();
    await arrive(page, "You’re signed out");
    await worthless(accessToken);
  }));
