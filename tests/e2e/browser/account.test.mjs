// Getting back in, signing in by a mailed code, and everything that the account page changes: in two languages, with and
// without script, by the names of the fields and not by their words.

import assert from "node:assert/strict";
import { after, test } from "node:test";
import { close, desktop, limit, phone, withPage } from "../support/browser.mjs";
import { look } from "../support/looks.mjs";
import { code, letter, newcomer } from "../support/people.mjs";
import { shop } from "../support/places.mjs";
import { login, member, open } from "../support/walks.mjs";

after(close);

const another = "another kettle of fine rain";
const primary = (page) => page.locator("main form button.primary").click();
const fill = (page, name, text) => page.locator(`[name=${name}]`).fill(text);
const button = (page, action) => page.locator(`main form[action^="${action}"] button, main button[formaction^="${action}"]`).first().click();
const inShop = (page) => page.waitForURL(`${shop}/**`);
const link = (text) => text.match(/http\S+token=\S+/)[0];

/** With script the sixth digit sends the code. */
async function typeCode(page, email) {
  const digits = await code(email);
  await page.waitForLoadState();
  await fill(page, "code", digits);
  if (page.scriptless) await primary(page);
}

async function choose(page) {
  await fill(page, "customerPassword", another);
  await fill(page, "customerConfirmPassword", another);
  await primary(page);
}

const ways = [
  { lang: "en", viewport: phone, javaScriptEnabled: true },
  { lang: "en", viewport: desktop, javaScriptEnabled: false },
  { lang: "it", viewport: desktop, javaScriptEnabled: true },
  { lang: "it", viewport: phone, javaScriptEnabled: false },
];

function walk(name, work) {
  for (const { lang, ...options } of ways) {
    const how = `${lang}, ${options.viewport.width} pixels, ${options.javaScriptEnabled ? "with" : "without"} script`;
    test(`${name}: ${how}`, limit, () =>
      withPage(options, async (page, context) => {
        page.scriptless = !options.javaScriptEnabled;
        const see = (picture) => look(page, `${picture}-${lang}-${page.scriptless ? "plain" : "script"}`);
        await work(page, { context, lang, see });
      }));
  }
}

walk("a forgotten password, by the code", async (page, { context, lang, see }) => {
  const person = await member(context, newcomer());
  await open(page, "/identity/login", { lang });
  await page.locator("a[href^='/recover']").click();
  await see("recover");
  await fill(page, "customerEmail", person.email);
  await primary(page);
  await page.locator("input.code").waitFor();
  await see("recover-code");
  await typeCode(page, person.email);
  await page.waitForURL("**/recover/password*");
  await see("recover-password");
  await choose(page);
  await inShop(page);
});

walk("a forgotten password, by the link", async (page, { context, lang, see }) => {
  const person = await member(context, newcomer());
  await open(page, "/recover", { lang });
  await fill(page, "customerEmail", person.email);
  await primary(page);
  await page.locator("input.code").waitFor();
  await context.clearCookies();
  const address = link((await letter(person.email)).text);
  await page.goto(address);
  await choose(page);
  await page.locator("[name=customerPassword]").waitFor({ state: "detached" });
  await see("recover-done");
  await page.goto(address);
  await see("recover-over");
});

walk("signing in with a mailed code", async (page, { context, lang, see }) => {
  const person = await member(context, newcomer());
  await open(page, "/identity/login", { lang });
  await fill(page, "customerEmail", person.email);
  await button(page, "/code");
  await page.locator("input.code").waitFor();
  await see("sign-in-code");
  await typeCode(page, person.email);
  await inShop(page);
});

walk("what the account page changes", async (page, { context, lang, see }) => {
  const person = await member(context, newcomer());
  // Somewhere else, too.
  await withPage({}, async (other) => {
    await open(other, "/identity/login");
    await login(other, person);
    await inShop(other);
  });
  await open(page, "/identity/login", { lang });
  await fill(page, "customerEmail", person.email);
  await fill(page, "customerPassword", person.password);
  await primary(page);
  await inShop(page);

  await open(page, "/account", { lang });
  await see("account-elsewhere");
  await button(page, "/account/sessions/end");
  await page.locator("#alert").waitFor();

  await page.locator("a[href^='/account/profile']").click();
  await see("account-profile");
  await fill(page, "name", "Ada Lovelace");
  await page.locator("[name=notices]").uncheck();
  await primary(page);
  await page.getByText("Ada Lovelace").waitFor();

  await page.locator("a[href^='/account/email']").click();
  await see("account-email");
  const address = newcomer().email;
  await fill(page, "customerEmail", address);
  await primary(page);
  await page.locator("input.code").waitFor();
  await see("account-email-code");
  await typeCode(page, address);
  await page.locator("#alert").waitFor();
  await page.getByText(address).first().waitFor();

  await page.locator("a[href^='/account/password']").click();
  await see("account-password");
  await choose(page);
  await page.locator("#alert").waitFor();

  const downloading = page.waitForEvent("download");
  await page.locator("a[href^='/account/data']").click();
  assert.match(await (await downloading).suggestedFilename(), /\.json$/);

  await page.locator("a[href^='/account/close']").click();
  await see("account-close");
  await primary(page);
  await page.locator("main form").waitFor({ state: "detached" });
  await see("account-closing");
  await open(page, "/identity/login", { lang });
  await fill(page, "customerEmail", address);
  await fill(page, "customerPassword", another);
  await primary(page);
  await page.locator("#alert").waitFor();
  await see("account-kept");

  // The former address can have the account back.
  const undo = await letter(person.email, 1, ({ text }) => text.includes("/account/email/undo"));
  await page.goto(link(undo.text));
  await see("email-undo");
  await primary(page);
  await page.locator("a.primary").waitFor();
  await see("email-undone");
});

