// Signing in with Example ID, as a shopper meets it: its people, its refusals, two tabs, the back button.

import assert from "node:assert/strict";
import { after, afterEach, test } from "node:test";
import { close, desktop, limit, phone, withPage } from "../support/browser.mjs";
import { behave, continueWith, misbehave, signInAs, signInAsOther, stranger } from "../support/example-id.mjs";
import { look } from "../support/looks.mjs";
import { code, newcomer, wrongCode } from "../support/people.mjs";
import { legacyShop, page as address, shop, upstream, visit } from "../support/places.mjs";
import { arrive, follow, login, member, open, press, read, type, typeCode } from "../support/walks.mjs";

after(close);
afterEach(behave);

const check = (name, work, options = {}) => test(name, limit, () => withPage({ viewport: desktop, ...options }, work));

const sized = (name, work, options = {}) => {
  for (const viewport of [phone, desktop]) check(`${name}, at ${viewport.width} pixels`, work, { viewport, ...options });
};

/** Opens the login page and goes to Example ID. */
async function leave(page, changes) {
  await open(page, "/identity/login", changes);
  await continueWith(page);
}

/** Stays on a page that goes on to Example ID by itself. */
async function hold(page, work) {
  await page.route(`${upstream}/**`, (route) => route.fulfill({ status: 204 }));
  await work();
  await page.unroute(`${upstream}/**`);
}

sized("from the shop to Example ID and back, the account, and out again in both places", async (page) => {
  const person = stranger();
  await page.goto(shop);
  await follow(page, "Sign up");
  await look(page, "federation-sign-up");
  await follow(page, "Back to Acme Outfitters");
  await follow(page, "Sign in");
  await look(page, "federation-login");
  await continueWith(page);
  await look(page, "example-id");
  await signInAsOther(page, person);
  await read(page, `Signed in as ${person.email}`);

  await follow(page, "Account");
  await arrive(page, "Your account");
  // A mailed code is another way in: the provider may go.
  await page.getByRole("button", { name: "Unlink Example ID" }).waitFor();
  await look(page, "federation-account");
  await press(page, "Sign out");
  await arrive(page, "You’re signed out");
  await read(page, "You’re signed out here and at Example ID.");
  await look(page, "federation-signed-out");
  await follow(page, "Login again");
  await continueWith(page);
  assert.equal(await page.getByRole("button", { name: /^Go on as/ }).count(), 0, "Example ID does not know who was there");
});

sized("the same without script, in the shop of yesterday", async (page) => {
  const person = stranger();
  await page.goto(`${shop}/legacy`);
  await follow(page, "Sign in");
  await look(page, "plain-federation-login");
  await continueWith(page);
  await signInAsOther(page, person);
  await read(page, `Signed in as ${person.email}`);
  await follow(page, "Account");
  await arrive(page, "Your account");
  await look(page, "plain-federation-account");
  await hold(page, async () => {
    await press(page, "Sign out");
    await arrive(page, "Taking you to Example ID…");
    await look(page, "plain-federation-leaving");
  });
  await follow(page, "Go on to Example ID");
  await read(page, "You’re signed out here and at Example ID.");
  await look(page, "plain-federation-signed-out");
}, { javaScriptEnabled: false });

sized("an address that nobody has verified is proven by a code", async (page) => {
  const person = { ...stranger(), verified: false };
  await leave(page);
  await signInAsOther(page, person);
  await arrive(page, "One more step");
  await look(page, "prove-code");
  await type(page, "Code", wrongCode(await code(person.email)));
  await read(page, "That isn’t the code");
  await look(page, "prove-wrong-code");
  await typeCode(page, person);
  await read(page, `Signed in as ${person.email}`);
});

sized("somebody without an address says one and proves it, without script", async (page) => {
  const person = { ...stranger(), email: "", name: "Nora Null" };
  const { email } = newcomer();
  await leave(page, { clientId: legacyShop, returnUrl: `${shop}/legacy` });
  await signInAsOther(page, person);
  await arrive(page, "One more step");
  await look(page, "plain-prove-email");
  await press(page, "Send code");
  await look(page, "plain-prove-email-missing");
  await type(page, "Email", email);
  await press(page, "Send code");
  await look(page, "plain-prove-code");
  await typeCode(page, { email });
  await press(page, "Confirm");
  await read(page, `Signed in as ${email}`);
}, { javaScriptEnabled: false });

sized("an account that has the address is proven by its password instead", async (page, context) => {
  const person = await member(context, newcomer());
  await leave(page);
  await signInAsOther(page, { ...stranger(), email: person.email, verified: false });
  await arrive(page, "One more step");
  await page.getByText("Already have an account here?").click();
  await look(page, "prove-password");
  await type(page, "Password", "certainly not the password");
  await press(page, "Confirm with password");
  await arrive(page, "One more step");
  await look(page, "prove-wrong-password");
  await type(page, "Password", person.password);
  await press(page, "Confirm with password");
  await read(page, `Signed in as ${person.email}`);
});

sized("a password and Example ID side by side on the account page", async (page, context) => {
  const person = await member(context, newcomer());
  await open(page, "/identity/login");
  await login(page, person);
  await follow(page, "Account");
  await read(page, "Not linked");
  await look(page, "account-unlinked");
  await hold(page, async () => {
    await press(page, "Link Example ID");
    await arrive(page, "Taking you to Example ID…");
    await look(page, "leaving-to-link");
  });
  await follow(page, "Go on to Example ID");
  await press(page, "Say no and go back");
  await read(page, "Example ID was not linked");
  await press(page, "Link Example ID");
  await signInAsOther(page, stranger());
  await read(page, "Example ID is linked");
  await look(page, "account-linked");
  await press(page, "Unlink Example ID");
  await read(page, "Example ID is unlinked");
  await look(page, "account-unlinked-again");
});

// The people of Example ID's list.

check("Vera is signed up at once, and Victor and Vanessa, who say the same address, are the same customer here", async (page, context) => {
  for (const name of ["Vera Verdi", "Vera Verdi", "Victor Verdi", "Vanessa Verdi"]) {
    await leave(page);
    await signInAs(page, name);
    await read(page, "Signed in as vera@people.example");
    await context.clearCookies();
  }
});

check("Wanda, whose address is another each time, has one account", async (page, context) => {
  const greetings = [];
  for (const _ of [1, 2]) {
    await leave(page);
    await signInAs(page, "Wanda Wander");
    const greeting = page.getByText(/Signed in as wanda-\d+@people.example/);
    await greeting.waitFor();
    greetings.push(await greeting.textContent());
    await context.clearCookies();
  }
  assert.equal(greetings[0], greetings[1]);
});

check("Mila, a member there, may enter the private market here, and Lea may not", async (page, context) => {
  const vip = { clientId: legacyShop, scope: "market:code:vip", returnUrl: `${shop}/legacy` };
  await leave(page, vip);
  await signInAs(page, "Mila Member");
  await read(page, "Signed in as mila@people.example");
  await context.clearCookies();
  await leave(page, vip);
  await signInAs(page, "Lea Long");
  await arrive(page, "This account can’t be used here");
});

check("Ada, a customer for long, finds her orders", async (page) => {
  await leave(page);
  await signInAs(page, "Ada Lovelace");
  await read(page, "Signed in as ada@example.com");
  await page.locator("[data-fill=orders] li").first().waitFor();
});

check("Leo's name is too long for anybody", async (page) => {
  await leave(page);
  await signInAs(page, "Leo Longer");
  await arrive(page, "We couldn’t trust that answer");
});

// What goes wrong on the way back.

const stranded = (name, picture, heading, come) =>
  sized(name, async (page, context) => {
    await leave(page);
    await come(page, context);
    await arrive(page, heading);
    await look(page, picture);
  });

stranded("who says no there", "arrival-cancelled", "You stopped at Example ID", (page) => press(page, "Say no and go back"));

stranded("who is denied there, in words that are a script", "arrival-denied", "You stopped at Example ID", async (page) => {
  await misbehave({ error_with_script: "once" });
  await signInAsOther(page, stranger());
  await read(page, "<script>alert(document.domain)</script>");
});

stranded("an answer with another nonce", "arrival-bad-answer", "We couldn’t trust that answer", async (page) => {
  await misbehave({ nonce_wrong: "once" });
  await signInAsOther(page, stranger());
});

stranded("a provider that goes away meanwhile", "arrival-away", "Example ID isn’t answering", async (page) => {
  await misbehave({ token_away: "once" });
  await signInAsOther(page, stranger());
});

stranded("a browser that has lost its cookies", "arrival-other-browser", "We lost track of you", async (page, context) => {
  await context.clearCookies({ name: /^__Host-/ });
  await signInAsOther(page, stranger());
});

sized("who is signed out meanwhile in another tab links nothing", async (page, context) => {
  const person = await member(context, newcomer());
  await open(page, "/identity/login");
  await login(page, person);
  await follow(page, "Account");
  await press(page, "Link Example ID");
  await arrive(page, "Sign in as");
  const other = await context.newPage();
  await other.goto(address("/logout", visit()));
  await press(other, "Sign out");
  await arrive(other, "You’re signed out");
  await signInAsOther(page, stranger());
  await arrive(page, "You were signed out meanwhile");
  await look(page, "arrival-signed-out");
});

sized("what belongs to another account is not linked", async (page, context) => {
  const taken = stranger();
  await leave(page);
  await signInAsOther(page, taken);
  await read(page, `Signed in as ${taken.email}`);
  await context.clearCookies();
  const person = await member(context, newcomer());
  await open(page, "/identity/login");
  await login(page, person);
  await follow(page, "Account");
  await press(page, "Link Example ID");
  await signInAsOther(page, taken);
  await arrive(page, "Example ID belongs to another account");
  await look(page, "arrival-other-account");
});

// Tabs, the back button, reloading.

sized("a way back that was used already", async (page) => {
  const person = stranger();
  let back;
  page.on("request", (request) => (back = request.url().includes("/callback?") ? request.url() : back));
  await leave(page);
  await signInAsOther(page, person);
  await read(page, `Signed in as ${person.email}`);
  await page.goto(back);
  await arrive(page, "You’ve come back already");
  await look(page, "arrival-used");
  await page.reload();
  await follow(page, "Go on");
  await page.getByRole("button", { name: /^Continue as/ }).click();
  await read(page, `Signed in as ${person.email}`);
});

check("two tabs that left at once both come back", async (page, context) => {
  const other = await context.newPage();
  await leave(page);
  await leave(other);
  const person = stranger();
  await signInAsOther(other, person);
  await read(other, `Signed in as ${person.email}`);
  await signInAsOther(page, person);
  await read(page, `Signed in as ${person.email}`);
});

check("the back button leads back through Example ID to the shop, and nowhere strange", async (page) => {
  const person = stranger();
  await page.goto(shop);
  await follow(page, "Sign in");
  await continueWith(page);
  await signInAsOther(page, person);
  await read(page, `Signed in as ${person.email}`);
  await page.goBack();
  await arrive(page, "Sign in as");
  await page.goBack();
  await page.getByRole("button", { name: /^Continue as/ }).or(page.getByRole("link", { name: "Continue with Example ID" })).first().waitFor();
  await page.reload();
  await page.getByRole("button", { name: /^Continue as/ }).click();
  await read(page, `Signed in as ${person.email}`);
});

check("somebody who leaves again from Example ID's page signs in once, however often", async (page) => {
  const person = stranger();
  await leave(page);
  await page.goBack();
  await continueWith(page);
  await page.reload();
  await signInAsOther(page, person);
  await read(page, `Signed in as ${person.email}`);
});

check("signing out at Example ID signs out here", async (page, context) => {
  const person = stranger();
  await leave(page);
  await signInAsOther(page, person);
  await read(page, `Signed in as ${person.email}`);
  const there = await context.newPage();
  await there.goto(`${upstream}/end-session`);
  await press(there, "Sign out");
  await page.waitForFunction(async (address) => (await (await fetch(address, { credentials: "include" })).json()).kind !== "customer", address("/api/token", { client_id: visit().clientId, scope: visit().scope }), { polling: 500, timeout: 5_000 });
  await page.reload();
  await read(page, "browsing as a guest");
});
