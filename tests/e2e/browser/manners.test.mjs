// How the pages behave under real hands: pasted codes, the back button, two tabs, slow lines, little motion.

import assert from "node:assert/strict";
import { after, test } from "node:test";
import { close, limit, phone, withPage } from "../support/browser.mjs";
import { code, newcomer } from "../support/people.mjs";
import { page as address, shop, vestibule, visit } from "../support/places.mjs";
import { arrive, follow, login, member, open, press, read, signUp, type, typeCode } from "../support/walks.mjs";

after(close);

const check = (name, work, options = {}) => test(name, limit, () => withPage({ viewport: phone, ...options }, work));

check("the first login page weighs less than 30 kB in all", async (page, context) => {
  const network = await context.newCDPSession(page);
  await network.send("Network.enable");
  let bytes = 0;
  network.on("Network.loadingFinished", ({ encodedDataLength }) => (bytes += encodedDataLength));
  await page.goto(address("/identity/login", visit()), { waitUntil: "networkidle" });
  assert.ok(bytes > 2_000 && bytes < 30_000, `${bytes} bytes were transferred`);
  const parts = await page.evaluate(() => performance.getEntriesByType("resource").map((it) => [new URL(it.name).origin, it.initiatorType]));
  const strangers = parts.filter(([origin, kind]) => origin !== vestibule && kind !== "img" && kind !== "other");
  assert.ok(parts.length > 0);
  assert.deepEqual(strangers, [], "only the shop's logo and icon come from elsewhere");
});

check("a code pasted with spaces sends itself", async (page, context) => {
  const person = newcomer();
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  await open(page, "/identity/signup");
  await signUp(page, person);
  const digits = await code(person.email);
  await page.evaluate((text) => navigator.clipboard.writeText(text), ` ${digits.slice(0, 3)} ${digits.slice(3)} `);
  await page.getByLabel("Code", { exact: true }).focus();
  await page.keyboard.press("Control+V");
  await read(page, `Signed in as ${person.email}`);
});

check("the back button after confirming leads nowhere strange", async (page) => {
  const person = newcomer();
  await page.goto(shop);
  await follow(page, "Sign up");
  await signUp(page, person);
  await typeCode(page, person);
  await read(page, `Signed in as ${person.email}`);
  await page.goBack();
  await read(page, `Signed in as ${person.email}`);
  await page.goBack();
  await page.goBack();
  await page.reload();
  assert.doesNotMatch(await page.locator("h1").innerText(), /wrong|run out|not found/i);
});

check("a form that was left open while another tab signed in still works", async (page, context) => {
  const person = await member(context, newcomer());
  await open(page, "/identity/login");
  const other = await context.newPage();
  await open(other, "/identity/login");
  await login(other, person);
  await read(other, `Signed in as ${person.email}`);
  await login(page, person);
  await read(page, `Signed in as ${person.email}`);
});

check("signing out in one tab signs the other out", async (page, context) => {
  const person = await member(context, newcomer());
  await open(page, "/identity/login");
  await login(page, person);
  await follow(page, "Account");
  await arrive(page, "Your account");
  const other = await context.newPage();
  await other.goto(shop);
  await follow(other, "Sign out");
  await press(other, "Sign out");
  await arrive(other, "You’re signed out");
  await page.reload();
  await arrive(page, "Login");
});

check("of two sign-ups in two tabs each code opens only its own", async (page, context) => {
  const [first, second] = [newcomer(), newcomer()];
  await open(page, "/identity/signup");
  await signUp(page, first);
  const other = await context.newPage();
  await open(other, "/identity/signup");
  await signUp(other, second);
  await typeCode(page, first);
  await read(page, "That isn’t the code");
  await read(page, second.email);
  await typeCode(other, second);
  await read(other, `Signed in as ${second.email}`);
});

check("a button cannot be pressed twice while its form is on the way", async (page, context) => {
  const person = await member(context, newcomer());
  await open(page, "/identity/login");
  let posts = 0;
  await page.route("**/identity/login*", async (route) => {
    if (route.request().method() === "POST") {
      posts += 1;
      await new Promise((done) => setTimeout(done, 500));
    }
    await route.continue();
  });
  await type(page, "Email", person.email);
  await type(page, "Password", person.password);
  const button = page.getByRole("button", { name: "Login", exact: true });
  const words = await button.evaluate((it) => (it.click(), it.click(), it.click(), it.textContent));
  assert.equal(words, "Logging in…");
  await read(page, `Signed in as ${person.email}`);
  assert.equal(posts, 1);
});

check("who wants little motion gets none that matters", async (page) => {
  await open(page, "/identity/login");
  const transitions = await page.evaluate(() => [...document.querySelectorAll("*")].map((it) => getComputedStyle(it).transitionDuration));
  assert.deepEqual([...new Set(transitions)], ["0s"]);
}, { reducedMotion: "reduce" });
