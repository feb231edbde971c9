// The API held against its own description: nothing that anybody sends breaks it, and every answer is as described.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { close, limit, withPage } from "../support/browser.mjs";
import { newcomer } from "../support/people.mjs";
import { vestibule, webShop } from "../support/places.mjs";
import { stopAll } from "../support/processes.mjs";
import { fuzz } from "../support/schemathesis.mjs";
import { openShop } from "../support/shop.mjs";

let shop;
before(async () => (shop = await openShop("fuzz-shop", () => "", ["code", "query"])));
after(async () => {
  shop?.close();
  await Promise.all([close(), stopAll()]);
});

test("nothing that somebody without a session sends breaks the API", limit, async () => {
  const calls = await fuzz("fuzz-guest", { address: vestibule, clientId: webShop });
  assert(calls > 200, `only ${calls} calls`);
});

test("nothing that a back end sends with a session token breaks the API", limit, () =>
  withPage({}, async (page) => {
    await shop.signUp(page, newcomer());
    const { session_token: token } = await shop.exchange(page.url());
    const session = () => shop.ask("/api/session", token);
    assert.equal((await session()).signed_in, true);
    // Signing out works, and would leave nothing to try.
    const without = ["/api/logout"];
    const headers = { authorization: `Bearer ${token}` };
    const calls = await fuzz("fuzz-back-end", { address: shop.address, clientId: webShop, headers, without });
    assert(calls > 200, `only ${calls} calls`);
    assert.equal((await session()).signed_in, true, "nobody was signed out by it");
  }));
