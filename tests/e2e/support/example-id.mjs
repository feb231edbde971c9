// Example ID, the demonstration's provider of somebody else's accounts, as people meet it.

import { upstream } from "./places.mjs";
import { arrive, press, type } from "./walks.mjs";

const page_ = "Sign in as";

/** The link on the login and sign-up pages. */
export const continueWith = async (page) => {
  await page.getByRole("link", { name: "Continue with Example ID", exact: true }).click();
  await arrive(page, page_);
};

/** Presses the name of one of the example people. */
export const signInAs = (page, name) => press(page, name);

/** Signs in as somebody who is not on the list: `{ subject, name, email, verified, groups }`. */
export async function signInAsOther(page, { subject, name = "", email = "", verified = true, groups = "" }) {
  await arrive(page, page_);
  await page.getByText("Somebody who is not on the list").click();
  await type(page, "Account name (sub)", subject);
  await type(page, "Name", name);
  await type(page, "E-mail", email);
  await page.getByLabel("The e-mail is verified").setChecked(verified);
  await type(page, "Groups, with spaces between them", groups);
  await press(page, "Sign in as this person");
}

/** Moves switches, such as `{ nonce_wrong: "once" }`; see src/sandbox/upstream/switch.rs for their names. */
export async function misbehave(positions) {
  const answer = await fetch(`${upstream}/_upstream/switches`, { method: "PATCH", body: JSON.stringify(positions) });
  if (!answer.ok) throw new Error(`Example ID refused ${JSON.stringify(positions)}: ${await answer.text()}`);
}

/** Behaves again. */
export const behave = () => fetch(`${upstream}/_upstream/switches`, { method: "DELETE" });

let count = 0;

/** Somebody whom Example ID knows and nobody here has seen before. */
export function stranger() {
  count += 1;
  const subject = `stranger-${process.pid}-${Date.now().toString(36)}-${count}`;
  return { subject, name: "Sam Stranger", email: `${subject}@people.example` };
}
