// A real browser: Debian's Chromium. Every page that a test opens is watched: a message of the console, a
// violation of the content security policy or a crash of a script fails the test at its end.

import assert from "node:assert/strict";
import { join } from "node:path";
import { chromium } from "playwright-core";
import { output } from "./places.mjs";

const executablePath = process.env.E2E_CHROMIUM ?? "/usr/bin/chromium";
const args = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"];

export const phone = { width: 390, height: 844 };
export const desktop = { width: 1280, height: 900 };
export const smallest = { width: 320, height: 640 };

/** Longer than any of these tests takes, so that none waits for ever. */
export const limit = { timeout: 120_000 };

/** The windows that run no script. */
export const scriptless = new WeakSet();

let browser;

/** Closes the browser; for `after`. */
export async function close() {
  await browser?.close();
  browser = undefined;
}

/**
 * Opens a fresh window, runs `work` with its page, and complains about what the console said.
 * `expected`: patterns of messages, with the address that they are about, that belong to the test, such as a refused
 * fetch while a service is away.
 */
export async function withPage({ viewport = desktop, javaScriptEnabled = true, expected = [], ...options }, work) {
  browser ??= await chromium.launch({ executablePath, args });
  const context = await browser.newContext({ viewport, javaScriptEnabled, locale: "en-GB", ...options });
  if (!javaScriptEnabled) scriptless.add(context);
  context.setDefaultTimeout(30_000);
  const complaints = [];
  context.on("console", (message) => isComplaint(message) && complaints.push(`${message.text()} (${message.location().url})`));
  context.on("weberror", (error) => complaints.push(String(error.error())));
  try {
    await work(await context.newPage(), context).catch(async (error) => {
      await keepPictures(context);
      throw new Error(`${error.stack}\n${await shown(context)}`);
    });
    const unexpected = complaints.filter((text) => !expected.some((pattern) => pattern.test(text)));
    assert.deepEqual(unexpected, [], "the console stays silent");
  } finally {
    await context.close();
  }
}

/** Every window of the browser. */
const windows = (context) => context.browser().contexts().flatMap((it) => it.pages());

/** Where all windows were when a test failed, those of other people of the test too, and the beginning of what they said. */
async function shown(context) {
  const texts = windows(context).map(async (page) => {
    const text = await page.locator("body").innerText({ timeout: 1_000 }).catch(String);
    return `  shown at ${page.url().split("?")[0]}: ${text.replace(/\s+/g, " ").slice(0, 400)}`;
  });
  return (await Promise.all(texts)).join("\n");
}

/** What was on the screen when a test failed. */
async function keepPictures(context) {
  for (const [index, page] of windows(context).entries()) {
    await page.screenshot({ path: join(output, `failed-${Date.now()}-${index}.png`), fullPage: true }).catch(() => {});
  }
}

/** A page that answers 4xx says so in the console, too; that is its right and no complaint. */
function isComplaint(message) {
  if (!["error", "warning"].includes(message.type())) return false;
  const ofThePage = message.text().startsWith("Failed to load resource") && message.location().url === message.page()?.url();
  return !ofThePage;
}
