// While Commerce Layer is away: the shopper is told the truth, and everything goes on by itself afterwards.

import assert from "node:assert/strict";
import { after, test } from "node:test";
import { close, desktop, limit, phone, withPage } from "../support/browser.mjs";
import { look } from "../support/looks.mjs";
import { newcomer } from "../support/people.mjs";
import { legacyShop, page as address, shop, visit } from "../support/places.mjs";
import { whileUnreachable } from "../support/sandbox.mjs";
import { arrive, login, member, open, press, read, signUp, typeCode } from "../support/walks.mjs";

after(close);

const legacy = { clientId: legacyShop, returnUrl: `${shop}/legacy` };
/** The shop's own calls fail meanwhile, as they must. */
const expected = [/status of 503/, /Failed to load resource/, /CORS policy/];

for (const viewport of [phone, desktop]) {
  test(`sign-in while Commerce Layer is away, at ${viewport.width} pixels: the page waits and goes on by itself`, limit, () =>
    withPage({ viewport }, async (page, context) => {
      const person = await member(context, newcomer());
      await open(page, "/identity/login", legacy);
      await whileUnreachable(async () => {
        await login(page, person);
        await arrive(page, "Almost there");
        await read(page, "Next try in");
        // A later try, which leaves the time to look.
        await page.goto(address("/waiting/3", visit(legacy)));
        await look(page, "waiting");
        await page.goto(address("/waiting/0", visit(legacy)));
        await read(page, "Next try in");
      });
      await read(page, `Signed in as ${person.email}`);
    }));

  test(`Commerce Layer away for long, at ${viewport.width} pixels: the page waits for the person`, limit, () =>
    withPage({ viewport }, async (page, context) => {
      const person = await member(context, newcomer());
      await open(page, "/identity/login");
      await login(page, person);
      await page.goto(address("/waiting/5", visit(legacy)));
      await read(page, "still isn’t answering");
      await look(page, "waiting-long");
      await press(page, "Try again");
      await read(page, `Signed in as ${person.email}`);
    }));
}

test("without script, the button of the waiting page tries again", limit, () =>
  withPage({ viewport: phone, javaScriptEnabled: false }, async (page) => {
    const person = newcomer();
    await open(page, "/identity/signup", legacy);
    await signUp(page, person);
    await whileUnreachable(async () => {
      await typeCode(page, person);
      await press(page, "Confirm");
      await arrive(page, "Almost there");
      await look(page, "plain-waiting");
      await press(page, "Try again");
      await arrive(page, "Almost there");
    });
    for (let tries = 0; tries < 20 && (await page.getByRole("button", { name: "Try again" }).count()) > 0; tries += 1) {
      await press(page, "Try again");
      await page.waitForTimeout(500);
    }
    await read(page, `Signed in as ${person.email}`);
  }));

test("sign-up while Commerce Layer is away: the account is made, and the shop gets its customer afterwards", limit, () =>
  withPage({ viewport: phone, expected }, async (page) => {
    const person = newcomer();
    await whileUnreachable(async () => {
      await open(page, "/identity/signup");
      await signUp(page, person);
      await typeCode(page, person);
      await page.getByRole("button", { name: "Ask again" }).waitFor();
      assert.equal(await page.getByText("browsing as a guest").isVisible(), false, "nobody is told to be a guest");
      await look(page, "shop-away");
    });
    await page.getByText(`Signed in as ${person.email}`).waitFor({ timeout: 60_000 });
  }));
