// Everything can be done without a mouse, and Return always sends.

import assert from "node:assert/strict";
import { after, test } from "node:test";
import { close, limit, withPage } from "../support/browser.mjs";
import { code, newcomer } from "../support/people.mjs";
import { shop } from "../support/places.mjs";
import { arrive, open, read } from "../support/walks.mjs";

after(close);

/** The visible name of what has the focus. */
const focused = (page) =>
  page.evaluate(() => {
    const it = document.activeElement;
    return it.labels?.[0]?.textContent.trim() || it.getAttribute("aria-label") || it.textContent.trim();
  });

/** Presses Tab until `name` has the focus; at most thirty times. */
async function tabTo(page, name) {
  for (let presses = 0; presses < 30; presses += 1) {
    if ((await focused(page)) === name) return;
    await page.keyboard.press("Tab");
  }
  assert.fail(`Tab never comes to ${name}`);
}

/** The names that Tab passes from the top of the page on; what has the focus must show it. */
async function order(page, count) {
  const names = [];
  for (let presses = 0; presses < count; presses += 1) {
    await page.keyboard.press("Tab");
    names.push(await focused(page));
    const outline = await page.evaluate(() => getComputedStyle(document.activeElement).outlineStyle);
    assert.notEqual(outline, "none", `the focus on ${names.at(-1)} is seen`);
  }
  return names;
}

test("sign-up, sign-out and sign-in with the keyboard alone", limit, () =>
  withPage({}, async (page) => {
    const person = newcomer();
    await page.goto(shop);
    await tabTo(page, "Sign up");
    await page.keyboard.press("Enter");
    await arrive(page, "Sign up");
    for (const [name, text] of [["Email", person.email], ["Password", person.password], ["Confirm password", person.password]]) {
      await tabTo(page, name);
      await page.keyboard.type(text);
    }
    await page.keyboard.press("Enter");
    await arrive(page, "Check your email");
    await tabTo(page, "Code");
    await page.keyboard.type(await code(person.email));
    await read(page, `Signed in as ${person.email}`);
    await tabTo(page, "Sign out");
    await page.keyboard.press("Enter");
    await arrive(page, "Sign out?");
    await tabTo(page, "Sign out");
    await page.keyboard.press("Space");
    await arrive(page, "You’re signed out");
    await tabTo(page, "Login again");
    await page.keyboard.press("Enter");
    await arrive(page, "Login");
    await tabTo(page, "Email");
    await page.keyboard.type(person.email);
    await tabTo(page, "Password");
    await page.keyboard.type(person.password);
    await page.keyboard.press("Enter");
    await read(page, `Signed in as ${person.email}`);
  }));

test("Tab goes through the login page as the eye does, and the focus is seen", limit, () =>
  withPage({}, async (page) => {
    await open(page, "/identity/login");
    const names = await order(page, 9);
    assert.deepEqual(names, [
      "Back to Acme Outfitters", "Continue with Example ID", "Email", "Password", "Show", "Forgot your password?", "Login",
      "Send me a code instead", "Sign up for free",
    ]);
  }));

test("a refused form puts the focus where the trouble is", limit, () =>
  withPage({}, async (page) => {
    await open(page, "/identity/login");
    await tabTo(page, "Email");
    await page.keyboard.type("nobody@example.com");
    await page.keyboard.press("Enter");
    await read(page, "Enter your password");
    assert.equal(await focused(page), "Password");
    await page.keyboard.type("certainly not the password");
    await page.keyboard.press("Enter");
    await read(page, "don’t belong together");
    assert.equal(await focused(page), "Password");
    const described = await page.evaluate(() => document.getElementById(document.activeElement.getAttribute("aria-describedby")).textContent);
    assert.match(described, /don’t belong together/, "and is told with the field");
  }));
