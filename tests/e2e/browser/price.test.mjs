// Where many letters are asked for from one network, its browsers work for each, unseen; without script the letter comes
// later, and the page says when.

import assert from "node:assert/strict";
import { after, before, beforeEach, test } from "node:test";
import { close, desktop, limit, phone, withPage } from "../support/browser.mjs";
import { look } from "../support/looks.mjs";
import { newcomer } from "../support/people.mjs";
import { stopAll } from "../support/processes.mjs";
import { openShop } from "../support/shop.mjs";
import { arrive, press, type } from "../support/walks.mjs";

let shop;

before(async () => {
  shop = await openShop("price", () => "", ["session", "query"], { server: "" });
}, limit);

beforeEach(flood, limit);

after(async () => {
  await close();
  shop.close();
  await stopAll();
}, limit);

/** Letters that nobody answers, until the next would have to wait: an allowance flows back meanwhile. */
async function flood() {
  for (let letters = 0; letters < 100; letters += 1) if ((await askForNothing()).includes("Yours is sent")) return;
  throw new Error("a hundred letters, and none had to wait");
}

/** The page of the code of one of them. */
async function askForNothing() {
  const body = new URLSearchParams({ customerEmail: newcomer().email });
  const request = { method: "POST", body, redirect: "manual", headers: { origin: shop.address } };
  const answer = await fetch(shop.link("/recover"), request);
  assert.equal(answer.status, 303);
  const [cookie] = answer.headers.getSetCookie()[0].split(";");
  return (await fetch(new URL(answer.headers.get("location"), shop.address), { headers: { cookie } })).text();
}

async function fill(page, person) {
  await page.goto(shop.link("/identity/signup"));
  await type(page, "Email", person.email);
  await type(page, "Password", person.password);
  await type(page, "Confirm password", person.password);
}

for (const viewport of [phone, desktop]) {
  test(`with script the letter comes at once, at ${viewport.width} pixels`, limit, () =>
    withPage({ viewport }, async (page) => {
      const person = newcomer();
      await fill(page, person);
      assert.ok(await page.getByText("a short calculation").isVisible());
      await look(page, "sign-up-at-a-price");
      await press(page, "Sign up");
      await arrive(page, "Check your email");
      assert.equal(await page.locator(".alert").count(), 0, "nobody waits who has worked");
      await shop.confirm(page, person.email);
    }));

  test(`without script it comes later, at ${viewport.width} pixels`, limit, () =>
    withPage({ viewport, javaScriptEnabled: false }, async (page) => {
      await fill(page, newcomer());
      await press(page, "Sign up");
      await arrive(page, "Check your email");
      assert.match(await page.locator(".alert").innerText(), /Yours is sent in (\d+ seconds|\d minutes)/);
      await look(page, "verify-delayed");
    }));
}

test("a browser without the function does not keep anybody waiting", limit, () =>
  withPage({}, async (page) => {
    await page.addInitScript(() => Object.defineProperty(crypto, "subtle", { value: undefined }));
    await fill(page, newcomer());
    await press(page, "Sign up");
    await arrive(page, "Check your email");
    assert.match(await page.locator(".alert").innerText(), /Yours is sent in/);
  }));

test("the way back into an account has its price, too", limit, () =>
  withPage({}, async (page) => {
    await page.goto(shop.link("/recover"));
    await type(page, "Email", newcomer().email);
    await press(page, "Send me a code");
    await arrive(page, "Check your email");
    assert.equal(await page.locator(".alert").count(), 0);
  }));
