// Whether a page can be used by everybody: axe-core in both colour schemes, a label for every field, no
// sideways scrolling on the smallest screen, at 200 % zoom and with letters twice as large. Keeps pictures.

import assert from "node:assert/strict";
import { mkdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { scriptless, smallest } from "./browser.mjs";
import { output } from "./places.mjs";

// Run in the page and not by a script tag, which the content security policy rightly refuses.
const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const rules = { "target-size": { enabled: true } };

const pictures = join(output, "screens");
mkdirSync(pictures, { recursive: true });

/**
 * Looks at the page as it is now, in every way there is; `name` is that of the pictures.
 * `exceptions`: rules for axe. `script`: whether the page runs any. `schemes`: the colour schemes to look in.
 */
export async function look(page, name, { exceptions = {}, script = !scriptless.has(page.context()), schemes = ["dark", "light"] } = {}) {
  const viewport = page.viewportSize();
  for (const colorScheme of schemes) {
    await page.emulateMedia({ colorScheme });
    await settle(page);
    await page.screenshot({ path: join(pictures, `${name}-${viewport.width}-${colorScheme}.png`), fullPage: true });
    const audited = (it) => audit(it, `${name}, ${colorScheme}`, { ...rules, ...exceptions });
    await (script ? audited(page) : withCopy(page, colorScheme, audited));
  }
  await labels(page, name);
  await sideways(page, name, viewport);
}

/** Colours change with a transition: a picture or a measure in the middle of it would be of neither scheme. */
async function settle(page) {
  await page.evaluate(() => document.getAnimations().forEach((animation) => animation instanceof CSSTransition && animation.finish()));
}

async function audit(page, name, rules) {
  await page.evaluate(axe);
  const { violations } = await page.evaluate((rules) => window.axe.run({ rules }), rules);
  const found = violations.map((it) => `${it.id}: ${it.nodes.map((node) => node.target.join(" ")).join(", ")}`);
  assert.deepEqual(found, [], `axe finds nothing on ${name}`);
}

/** axe needs timers, which a page without script has not: it is given a copy that has, without scripts of its own, that stays. */
async function withCopy(page, colorScheme, work) {
  const html = (await page.content()).replace(/<script\b[^>]*><\/script>/g, "").replace(/<\/?noscript>|<meta http-equiv="refresh"[^>]*>/g, "");
  const context = await page.context().browser().newContext({ viewport: page.viewportSize(), colorScheme });
  try {
    const copy = await context.newPage();
    await copy.route(page.url(), (route) => route.fulfill({ contentType: "text/html; charset=utf-8", body: html }));
    await copy.goto(page.url());
    await work(copy);
  } finally {
    await context.close();
  }
}

/** axe takes a placeholder or a title for a label; people who speak to their computer cannot. */
async function labels(page, name) {
  const bare = await page.evaluate(() =>
    [...document.querySelectorAll("input:not([type=hidden]), select, textarea")]
      .filter((field) => field.checkVisibility() && ![...field.labels].some((label) => label.checkVisibility() && label.textContent.trim()))
      .map((field) => field.name || field.id),
  );
  assert.deepEqual(bare, [], `every field of ${name} has a visible label`);
}

async function sideways(page, name, viewport) {
  const fits = async (what) => {
    const [content, window] = await page.evaluate(() => [document.documentElement.scrollWidth, document.documentElement.clientWidth]);
    assert.ok(content <= window, `${name} scrolls sideways ${what}: ${content} of ${window} pixels`);
  };
  await fits("as it is");
  await page.setViewportSize(smallest);
  await fits("at 320 pixels");
  await page.setViewportSize({ width: Math.round(viewport.width / 2), height: viewport.height });
  if (viewport.width / 2 >= smallest.width) await fits("at 200 % zoom");
  await page.setViewportSize(viewport);
  await page.evaluate(() => (document.documentElement.style.fontSize = "200%"));
  await fits("with letters twice as large");
  await page.evaluate(() => document.documentElement.style.removeProperty("font-size"));
}
