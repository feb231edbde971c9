// Every page in every language, by the names of its fields and not by its words. Arabic, which turns everything
// round, at both widths and in both colour schemes, as the other files do for English; the other languages are of
// interest for the length of their words alone: on a phone, in the light.

import assert from "node:assert/strict";
import { after, test } from "node:test";
import { close, desktop, limit, phone, withPage } from "../support/browser.mjs";
import { look } from "../support/looks.mjs";
import { code, letter, newcomer, wrongCode } from "../support/people.mjs";
import { page as address, shop, visit } from "../support/places.mjs";
import { passwordReset } from "../support/sandbox.mjs";
import { open } from "../support/walks.mjs";

after(close);

const others = ["it", "de", "fr", "es", "pt", "nl", "pl", "sv", "ja", "zh"];
const rtl = ["ar"];

const send = (page) => page.locator("main form button.primary").click();
async function fill(page, name, text) {
  // What the script does with a code it does once it is there.
  await page.waitForLoadState();
  await page.locator(`[name=${name}]`).fill(text);
}
const wrong = (page) => page.locator("[aria-invalid]").first().waitFor();

// A mail program puts a letter into a page of its own.
const letterExceptions = Object.fromEntries(["landmark-one-main", "page-has-heading-one", "region"].map((rule) => [rule, { enabled: false }]));

/** Looks at pages of `lang` under names of their own. */
function looker(page, lang, schemes) {
  return async (name, more = {}) => {
    assert.equal(await page.locator("html").getAttribute("lang"), lang);
    assert.equal(await page.locator("html").getAttribute("dir"), rtl.includes(lang) ? "rtl" : null);
    await look(page, `${lang}-${name}`, { schemes, ...more });
  };
}

async function signIn(page, lang, see) {
  await open(page, "/identity/login", { lang });
  await see("sign-in");
  await page.locator(".languages summary").click();
  await see("languages");
  await send(page);
  await wrong(page);
  await see("sign-in-empty");
  await fill(page, "customerEmail", newcomer().email);
  await fill(page, "customerPassword", "not the right one");
  await send(page);
  await page.locator("#alert, .field-problem").first().waitFor();
  await see("sign-in-wrong");
}

async function signUp(page, lang, see, person) {
  await open(page, "/identity/signup", { lang });
  await see("sign-up");
  await fill(page, "customerEmail", "nobody");
  await fill(page, "customerPassword", "short");
  await fill(page, "customerConfirmPassword", "other");
  await send(page);
  await wrong(page);
  await see("sign-up-problems");
  await fill(page, "customerEmail", person.email);
  await fill(page, "customerPassword", person.password);
  await fill(page, "customerConfirmPassword", person.password);
  await send(page);
  await page.locator("input.code").waitFor();
  await see("verify");
  const right = await code(person.email);
  await fill(page, "code", wrongCode(right));
  await wrong(page);
  await see("verify-wrong");
  await fill(page, "code", right);
  await page.waitForURL(`${shop}/**`);
}

async function recover(page, lang, see, person) {
  await open(page, "/recover", { lang });
  await see("recover");
  await fill(page, "customerEmail", person.email);
  await send(page);
  await page.locator("input.code").waitFor();
  await see("recover-code");
  await fill(page, "code", await code(person.email, 2));
  await page.waitForURL("**/recover/password*");
  await see("recover-password");
}

async function account(page, lang, see) {
  await open(page, "/account", { lang });
  await see("account");
  for (const name of ["profile", "email", "password", "close"]) {
    await open(page, `/account/${name}`, { lang });
    await see(`account-${name}`);
  }
  await open(page, "/identity/login", { lang });
  await see("continue-as");
  await open(page, "/logout", { lang });
  await see("sign-out");
  await send(page);
  await page.waitForURL("**/signed-out*");
  await see("signed-out");
}

async function reset(page, lang, see, person) {
  const parameters = { ...(await passwordReset(person.email)), lang };
  await open(page, "/identity/reset-password", parameters);
  await see("reset");
  await fill(page, "customerPassword", "another kettle of fine rain");
  await fill(page, "customerConfirmPassword", "another kettle of fine rain");
  await send(page);
  await page.locator("[name=customerPassword]").waitFor({ state: "detached" });
  await see("reset-done");
  // One network has few resets: a link without its token is as void as a used one.
  await open(page, "/identity/reset-password", { lang });
  await see("reset-void");
}

async function errors(page, lang, see) {
  const links = {
    missing: address("/identity/login", { ...visit({ lang }), returnUrl: "" }),
    scope: address("/identity/login", visit({ lang, scope: "market:code:mars" })),
    "unknown-shop": address("/identity/login", visit({ lang, clientId: "nobody" })),
    "not-found": address("/identity/nothing", visit({ lang })),
  };
  for (const [name, link] of Object.entries(links)) {
    await page.goto(link);
    await see(`error-${name}`);
  }
}

async function letters(page, see, person) {
  await page.goto("about:blank");
  await page.setContent((await letter(person.email)).html);
  await see("letter", { exceptions: letterExceptions });
}

const every = (lang, viewport, schemes) =>
  test(`every page in ${lang}, at ${viewport.width} pixels`, limit, () =>
    withPage({ viewport }, async (page) => {
      const [person, see] = [newcomer(), looker(page, lang, schemes)];
      await signIn(page, lang, see);
      await signUp(page, lang, see, person);
      await recover(page, lang, see, person);
      await account(page, lang, see);
      await reset(page, lang, see, person);
      await errors(page, lang, see);
      await letters(page, see, person);
    }));

for (const lang of rtl) {
  for (const viewport of [phone, desktop]) every(lang, viewport, ["dark", "light"]);
}
for (const lang of others) every(lang, phone, ["light"]);

test("a language is chosen without script, and remembered", limit, () =>
  withPage({ viewport: phone, javaScriptEnabled: false }, async (page) => {
    await open(page, "/identity/login");
    await page.locator(".languages summary").click();
    await page.getByRole("button", { name: "Deutsch" }).click();
    await page.locator("html[lang=de]").waitFor();
    await open(page, "/identity/signup");
    assert.equal(await page.locator("html").getAttribute("lang"), "de");
  }));
