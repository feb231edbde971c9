// The cart, as a shopper meets it: filled as a guest, taken along into the account, found on another device, and seen by
// nobody else; the question of a shop that asks; and the page that tells of a crowd.

import assert from "node:assert/strict";
import { after, test } from "node:test";
import { setTimeout as pause } from "node:timers/promises";
import { close, desktop, limit, phone, withPage } from "../support/browser.mjs";
import { scope } from "../support/commerce-layer.mjs";
import { look } from "../support/looks.mjs";
import { newcomer } from "../support/people.mjs";
import { legacyShop, page as address, shop, vestibule, visit } from "../support/places.mjs";
import { guestOrder, order } from "../support/sandbox.mjs";
import { arrive, follow, login, member, open, press, read, signUp, typeCode } from "../support/walks.mjs";

after(close);

const sized = (name, work, options = {}) => {
  for (const viewport of [phone, desktop]) {
    test(`${name}, at ${viewport.width} pixels`, limit, () => withPage({ viewport, ...options }, work));
  }
};

const legacy = { clientId: legacyShop, returnUrl: `${shop}/legacy` };
const yourCart = (page) => page.getByText("Your cart: order");

/** Puts the jacket into the cart; gives the id of the order. */
async function fill(page) {
  await press(page, "Add to cart");
  await yourCart(page).waitFor();
  return (await yourCart(page).innerText()).match(/\w+$/)[0];
}

/** Waits until the shop's page shows this cart. */
const shows = (page, id) => read(page, `Your cart: order ${id}`);

/** Waits until the shop's page shows that there is no cart. */
async function empty(page) {
  await page.getByRole("button", { name: "Add to cart" }).waitFor();
  assert.equal(await yourCart(page).isVisible(), false);
}

/** At Commerce Layer the order is this person's. */
async function belongsTo(id, person) {
  let found = await order(id);
  for (let tries = 0; tries < 50 && found.guest; tries += 1) {
    await pause(100);
    found = await order(id);
  }
  assert.deepEqual([found.guest, found.customer_email, found.status], [false, person.email, "pending"]);
}

async function signOut(page) {
  await page.goto(address("/logout", visit()));
  await press(page, "Sign out");
  await arrive(page, "You’re signed out");
}

sized("a guest's cart comes along into the account, goes out with it, and is there on another device", async (page, context) => {
  const person = newcomer();
  await page.goto(shop);
  const id = await fill(page);
  await look(page, "shop-cart-guest");
  assert.equal((await order(id)).guest, true);
  await page.reload();
  await shows(page, id);

  await follow(page, "Sign up");
  await signUp(page, person);
  await typeCode(page, person);
  await read(page, `Signed in as ${person.email}`);
  await shows(page, id);
  await belongsTo(id, person);
  await look(page, "shop-cart");

  await signOut(page);
  await page.goto(shop);
  await read(page, "browsing as a guest");
  await empty(page);
  assert.notEqual(await fill(page), id, "the next visitor begins a cart of their own");

  const elsewhere = await context.browser().newContext({ locale: "en-GB" });
  const there = await elsewhere.newPage();
  await open(there, "/identity/login");
  await login(there, person);
  await read(there, `Signed in as ${person.email}`);
  await shows(there, id);
  await press(there, "Forget it");
  await empty(there);
  await there.reload();
  await read(there, `Signed in as ${person.email}`);
  await empty(there);
  await elsewhere.close();
});

sized("a shop that asks: the cart is taken along", async (page) => {
  const person = newcomer();
  await page.goto(`${shop}/legacy`);
  const id = await fill(page);
  await look(page, "shop-cart-legacy");
  await follow(page, "Sign up");
  await signUp(page, person);
  await typeCode(page, person);
  await arrive(page, "Take this cart along?");
  await look(page, "cart");
  assert.equal((await order(id)).guest, true, "nothing is taken before the answer");
  await press(page, "Take it along");
  await read(page, `Signed in as ${person.email}`);
  await shows(page, id);
  await belongsTo(id, person);
});

sized("a shop that asks: the cart is left, and the one from before is there", async (page, context) => {
  const person = await member(context, newcomer());
  await open(page, "/identity/login", legacy);
  await login(page, person);
  await read(page, `Signed in as ${person.email}`);
  const before = await fill(page);
  await signOut(page);
  await context.clearCookies({ name: "acme_legacy_token" });
  await page.goto(`${shop}/legacy`);
  const guest = await fill(page);
  await open(page, "/identity/login", { ...legacy, lang: "it" });
  await page.getByLabel("Email", { exact: true }).fill(person.email);
  await page.getByLabel("Password", { exact: true }).fill(person.password);
  await page.keyboard.press("Enter");
  await arrive(page, "Vuoi portare con te questo carrello?");
  await look(page, "cart-italian");
  await press(page, "Usa il carrello del mio account");
  await read(page, `Signed in as ${person.email}`);
  await shows(page, before);
  assert.equal((await order(guest)).guest, true);
});

sized("the question and its answer without script", async (page) => {
  const person = newcomer();
  const id = await guestOrder();
  const cart = address("/api/order", { client_id: legacyShop, scope });
  const noted = await page.request.put(cart, { headers: { origin: shop, "x-vestibule": "1" }, data: { order_id: id } });
  assert.equal(noted.status(), 200, await noted.text());
  await open(page, "/identity/signup", legacy);
  await signUp(page, person);
  await typeCode(page, person);
  await press(page, "Confirm");
  await arrive(page, "Take this cart along?");
  await look(page, "plain-cart");
  await press(page, "Take it along");
  await read(page, `Signed in as ${person.email}`);
  assert.equal(await page.getByRole("button", { name: "Add to cart" }).count(), 0, "what needs a script is not shown");
  await belongsTo(id, person);
}, { javaScriptEnabled: false });

for (const lang of ["en", "it"]) {
  sized(`too many people at once are told so, in ${lang}`, async (page, context) => {
    const person = await member(context, newcomer());
    await open(page, "/identity/login");
    await login(page, person);
    await read(page, `Signed in as ${person.email}`);
    const answer = await page.goto(address("/waiting/0/busy/42", visit({ ...legacy, lang })));
    assert.deepEqual([answer.status(), answer.headers()["retry-after"]], [503, "42"]);
    await arrive(page, { en: "Almost there", it: "Ci siamo quasi" }[lang]);
    await page.locator("[data-retry-text]").waitFor();
    await look(page, lang === "en" ? "waiting-busy" : "waiting-busy-italian");
    assert.equal(page.url().startsWith(`${vestibule}/waiting/`), true, "it has not gone on before its time");
    await page.getByRole("button", { name: { en: "Try again", it: "Riprova" }[lang] }).click();
    await read(page, `Signed in as ${person.email}`);
  });
}
