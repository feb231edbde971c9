// The whole way, as a shopper goes it: from the shop through sign-up, account and sign-out to signing in again.
// At phone and desktop width; with script in the shop of today, without script in the shop of yesterday.

import { after, test } from "node:test";
import { close, desktop, limit, phone, withPage } from "../support/browser.mjs";
import { look } from "../support/looks.mjs";
import { code, newcomer, wrongCode } from "../support/people.mjs";
import { legacyShop, page as address, shop, visit } from "../support/places.mjs";
import { arrive, follow, login, press, read, signUp, type, typeCode } from "../support/walks.mjs";

after(close);

for (const viewport of [phone, desktop]) {
  test(`sign-up to sign-in at ${viewport.width} pixels, with script`, limit, () =>
    withPage({ viewport }, async (page) => {
      const person = newcomer();
      await page.goto(shop);
      await read(page, "browsing as a guest");
      await look(page, "shop-guest");
      await follow(page, "Sign up");
      await arrive(page, "Sign up");
      await look(page, "sign-up");
      await signUp(page, person);
      await look(page, "verify");
      await type(page, "Code", wrongCode(await code(person.email)));
      await read(page, "That isn’t the code");
      await look(page, "verify-wrong-code");
      await typeCode(page, person);
      await read(page, `Signed in as ${person.email}`);
      await look(page, "shop-signed-in");

      await follow(page, "Account");
      await arrive(page, "Your account");
      await read(page, person.email);
      await look(page, "account");
      await press(page, "Sign out");
      await arrive(page, "You’re signed out");
      await look(page, "signed-out");
      await follow(page, "Back to Acme Outfitters").catch(() => page.goto(shop));
      await read(page, "browsing as a guest");

      await follow(page, "Sign in");
      await arrive(page, "Login");
      await look(page, "sign-in");
      await login(page, { ...person, password: "not the password at all" });
      await read(page, "don’t belong together");
      await look(page, "sign-in-wrong-password");
      await login(page, person);
      await read(page, `Signed in as ${person.email}`);

      await page.goto(address("/identity/login", visit()));
      await arrive(page, "Welcome back");
      await look(page, "continue-as");
      await page.getByRole("button", { name: /^Continue as/ }).click();
      await read(page, `Signed in as ${person.email}`);
      await follow(page, "Sign out");
      await arrive(page, "Sign out?");
      await look(page, "sign-out");
      await press(page, "Sign out");
      await arrive(page, "You’re signed out");
    }));

  test(`sign-up to sign-in at ${viewport.width} pixels, without script`, limit, () =>
    withPage({ viewport, javaScriptEnabled: false }, async (page) => {
      const person = newcomer();
      await page.goto(`${shop}/legacy`);
      await follow(page, "Sign up");
      await arrive(page, "Sign up");
      await look(page, "plain-sign-up");
      await signUp(page, person);
      await look(page, "plain-verify");
      await type(page, "Code", wrongCode(await code(person.email)));
      await press(page, "Confirm");
      await read(page, "That isn’t the code");
      await look(page, "plain-verify-wrong-code");
      await typeCode(page, person);
      await press(page, "Confirm");
      await read(page, `Signed in as ${person.email}`);
      await read(page, "Your choice: moss, M");
      await look(page, "plain-shop-signed-in");

      await follow(page, "Account");
      await arrive(page, "Your account");
      await look(page, "plain-account");
      await press(page, "Sign out");
      await arrive(page, "You’re signed out");
      await look(page, "plain-signed-out");

      await page.goto(address("/identity/login", visit({ clientId: legacyShop, returnUrl: `${shop}/legacy` })));
      await login(page, { ...person, password: "not the password at all" });
      await read(page, "don’t belong together");
      await look(page, "plain-sign-in-wrong-password");
      await login(page, person);
      await read(page, `Signed in as ${person.email}`);
    }));
}
