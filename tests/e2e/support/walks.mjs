// What shoppers do, by the visible names of things. Each step waits until the next page is there.

import { code } from "./people.mjs";
import { page as address, visit } from "./places.mjs";

/** Opens a page of Vestibule as a shop's link would. */
export const open = (page, path, changes) => page.goto(address(path, visit(changes)));

/** Waits for the page with this heading. */
export const arrive = (page, heading) => page.getByRole("heading", { level: 1, name: heading, exact: true }).waitFor();

/** Waits for words anywhere on the page. */
export const read = (page, words) => page.getByText(words).first().waitFor();

export const press = (page, name) => page.getByRole("button", { name, exact: true }).click();
export const follow = (page, name) => page.getByRole("link", { name, exact: true }).click();

/** Types as a person does, who is slower than the page's script: a sixth digit sends a code once the script is there. */
export async function type(page, label, text) {
  await page.waitForLoadState?.();
  await page.getByLabel(label, { exact: true }).fill(text);
}

/** Fills the login form and sends it. */
export async function login(page, person) {
  await type(page, "Email", person.email);
  await type(page, "Password", person.password);
  await press(page, "Login");
}

/** From the sign-up page to the one that asks for the code. */
export async function signUp(page, person) {
  await type(page, "Email", person.email);
  await type(page, "Password", person.password);
  await type(page, "Confirm password", person.password);
  await press(page, "Sign up");
  await arrive(page, "Check your email");
}

/** Types the code of the newest letter; with script, the sixth digit sends it. */
export const typeCode = async (page, person) => type(page, "Code", await code(person.email));

/** An account, made in another browser. */
export async function member(context, person) {
  const elsewhere = await context.browser().newContext({ locale: "en-GB" });
  const page = await elsewhere.newPage();
  await open(page, "/identity/signup");
  await signUp(page, person);
  await typeCode(page, person);
  await arrive(page, "Field jacket");
  await elsewhere.close();
  return person;
}
