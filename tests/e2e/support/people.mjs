// Invented shoppers and their letters.

import { setTimeout as pause } from "node:timers/promises";
import { mailbox } from "./places.mjs";

let count = 0;

/** Somebody whom nobody has seen before. */
export function newcomer() {
  count += 1;
  const email = `shopper-${process.pid}-${Date.now().toString(36)}-${count}@example.com`;
  return { email, password: "a kettle full of quiet rain" };
}

/** The newest letter to this address, once there are `count` of them. */
export async function letter(email, count = 1, fits = () => true) {
  for (let tries = 0; tries < 100; tries += 1) {
    const letters = (await lettersTo(email)).filter(fits);
    if (letters.length >= count) return letters[0];
    await pause(100);
  }
  throw new Error(`letter ${count} to ${email} did not arrive within ten seconds`);
}

/** All letters to this address, the newest first. */
export async function lettersTo(email) {
  const all = await (await fetch(`${mailbox}/messages`)).json();
  return all.filter((letter) => letter.to.includes(email));
}

/** The six digits of the newest letter that has some: others tell of new browsers. */
export async function code(email, count = 1) {
  return (await letter(email, count, ({ subject }) => /^\d{6}\b/.test(subject))).subject.slice(0, 6);
}

/** Six digits that are not these. */
export const wrongCode = (right) => (right === "000000" ? "111111" : "000000");
