// Every state of the hosted pages that the walk does not pass, at phone and desktop width.

import assert from "node:assert/strict";
import { join } from "node:path";
import { after, test } from "node:test";
import { close, desktop, limit, phone, withPage } from "../support/browser.mjs";
import { look } from "../support/looks.mjs";
import { letter, newcomer } from "../support/people.mjs";
import { legacyShop, mailbox, output, page as address, shop, visit } from "../support/places.mjs";
import { passwordReset } from "../support/sandbox.mjs";
import { arrive, login, member, open, press, read, signUp, type } from "../support/walks.mjs";

after(close);

const stated = (name, work) => {
  for (const viewport of [phone, desktop]) {
    test(`${name}, at ${viewport.width} pixels`, limit, () => withPage({ viewport }, work));
  }
};

/** The answer to a broken link: its heading, its status, and no way for a form. */
const refused = (name, picture, path, parameters, status, heading) =>
  stated(name, async (page) => {
    const answer = await page.goto(address(path, parameters));
    assert.equal(answer.status(), status);
    await arrive(page, heading);
    assert.equal(await page.locator("form").count(), 0);
    await look(page, picture);
  });

const login_ = "/identity/login";
const without = (name) => Object.fromEntries(Object.entries(visit()).filter(([key]) => key !== name));
refused("a link without return address says what it lacks", "error-missing", login_, without("returnUrl"), 400, "Missing required parameter.");
refused("a link of an unknown shop", "error-unknown-shop", login_, visit({ clientId: "nobody" }), 400, "We don’t know this shop");
refused("a link back to a foreign site", "error-return-address", login_, visit({ returnUrl: "https://evil.example/" }), 400, "This link doesn’t work");
refused("a link that asks for a foreign scope", "error-scope", login_, visit({ scope: "market:code:mars" }), 400, "This link doesn’t work");
refused("an address that is none", "error-not-found", "/identity/nothing", visit(), 404, "Page not found");

stated("login without anything typed names both fields", async (page) => {
  await open(page, login_);
  await press(page, "Login");
  await read(page, "There are 2 things to correct");
  await look(page, "sign-in-empty");
});

stated("sign-up with everything wrong names each field", async (page) => {
  await open(page, "/identity/signup");
  await type(page, "Email", "nobody");
  await type(page, "Password", "short");
  await type(page, "Confirm password", "other");
  await press(page, "Sign up");
  await read(page, "things to correct");
  await look(page, "sign-up-problems");
});

stated("a password under the eye of its owner", async (page) => {
  await open(page, "/identity/signup");
  await type(page, "Password", "a kettle full of quiet rain");
  await page.getByRole("button", { name: /Show/ }).first().click();
  await read(page, "Long and strong");
  await look(page, "sign-up-password-shown");
});

stated("Italian all through", async (page) => {
  await open(page, login_, { lang: "it" });
  assert.equal(await page.locator("html").getAttribute("lang"), "it");
  await look(page, "sign-in-italian");
});

stated("too many wrong passwords are told so, with the time to wait", async (page) => {
  const person = newcomer();
  await open(page, login_);
  for (let tries = 0; tries < 11; tries += 1) await login(page, person);
  await read(page, "too many tries");
  await look(page, "sign-in-throttled");
});

stated("a second letter has to wait, and the wait is seen", async (page) => {
  await open(page, "/identity/signup");
  await signUp(page, newcomer());
  const resend = page.getByRole("button", { name: /Send a new code in/ });
  await resend.waitFor();
  assert.equal(await resend.getAttribute("aria-disabled"), "true");
});

stated("a private market refuses who is not invited", async (page, context) => {
  const person = await member(context, newcomer());
  await open(page, login_, { clientId: legacyShop, scope: "market:code:vip", returnUrl: `${shop}/legacy` });
  await login(page, person);
  await arrive(page, "This account can’t be used here");
  await look(page, "error-private-market");
});

stated("a reset link of the dashboard sets a new password", async (page, context) => {
  const person = await member(context, newcomer());
  const parameters = await passwordReset(person.email);
  await open(page, "/identity/reset-password", { ...parameters, returnUrl: "none" });
  await arrive(page, "Choose a new password");
  await look(page, "reset");
  await type(page, "Password", "another kettle of fine rain");
  await type(page, "Confirm password", "another kettle of fine rain");
  await press(page, "Set password");
  await arrive(page, "Your password is changed");
  await look(page, "reset-done");
  await open(page, "/identity/reset-password", { ...parameters, returnUrl: "none" });
  await type(page, "Password", "another kettle of fine rain");
  await type(page, "Confirm password", "another kettle of fine rain");
  await press(page, "Set password");
  await arrive(page, "This link no longer works");
  await look(page, "reset-used");
});

stated("the mailbox and its letters", async (page) => {
  const person = newcomer();
  await open(page, "/identity/signup");
  await signUp(page, person);
  await letter(person.email);
  // It loads itself anew for the developer who waits for a letter: not while it is looked at.
  await page.route(`${mailbox}/`, async (route) => {
    const answer = await route.fetch();
    await route.fulfill({ response: answer, body: (await answer.text()).replace(/<meta http-equiv="refresh"[^>]*>/, "") });
  });
  await page.goto(mailbox);
  await read(page, person.email);
  await look(page, "mailbox");
  await page.getByRole("link", { name: "As a mail program shows it" }).first().click();
  // A mail program puts it into a page of its own.
  const ofPages = ["landmark-one-main", "page-has-heading-one", "region"];
  const exceptions = Object.fromEntries(ofPages.map((rule) => [rule, { enabled: false }]));
  await look(page, "letter", { script: false, exceptions });
});

// Committed as .readme/sign-in.png when the page has changed.
test("the picture for the README", limit, () =>
  withPage({ viewport: { width: 880, height: 680 }, deviceScaleFactor: 2 }, async (page) => {
    await open(page, login_);
    await page.screenshot({ path: join(output, "screens", "readme.png") });
  }));
