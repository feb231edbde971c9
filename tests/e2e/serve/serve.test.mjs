// `vestibule serve` as an operator runs it: a settings file with secrets in files, against `vestibule sandbox`,
// with a real SMTP server, and a shop that shows the pages in a frame.

import assert from "node:assert/strict";
import { createServer } from "node:http";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { setTimeout as pause } from "node:timers/promises";
import { close, limit, phone, withPage } from "../support/browser.mjs";
import { look } from "../support/looks.mjs";
import { newcomer } from "../support/people.mjs";
import { output, scratch } from "../support/places.mjs";
import { freePort, run, start, stopAll, vestibule } from "../support/processes.mjs";
import { configure, serve } from "../support/service.mjs";
import { arrive, press, type } from "../support/walks.mjs";

const clientId = "acme-web-shop-client-id-0000000000000000001";
const scope = "market:code:europe";
let service, config, shop, smtp, server;

before(async () => {
  const [port, sandboxPort, smtpPort] = [await freePort(), await freePort(), await freePort()];
  server = createServer(shopPage).listen(0, "127.0.0.1");
  await new Promise((done) => server.once("listening", done));
  shop = `http://localhost:${server.address().port}`;
  const keys = join(scratch, "demo", "sandbox");
  const { said } = await start("sandbox", vestibule, ["sandbox", "--listen", `127.0.0.1:${sandboxPort}`, "--keys", keys], /Stop it with/);
  const commerceLayer = { address: `http://127.0.0.1:${sandboxPort}`, issuer: said.match(/Issuer +(\S+)/)[1] };
  const settings = configure("serve", { port, commerceLayer, mail: mail(smtpPort), more: storefront });
  const [python, script] = [process.env.E2E_PYTHON, new URL("../support/smtp_server.py", import.meta.url).pathname];
  const authority = settings.file("mail-ca.pem");
  smtp = await start("smtp", python, [script, smtpPort, authority, "vestibule", "mail secret"], /"ready"/);
  [service, config] = [settings.address, settings.config];
  await serve(settings, "serve", { SSL_CERT_FILE: authority });
}, limit);

after(async () => {
  await close();
  server.close();
  await stopAll();
}, limit);

const mail = (smtpPort) => ({ secret }) => `from = "Framed Shop <hello@shop.example>"
transport = "smtp"
[mail.smtp]
host = "localhost"
port = ${smtpPort}
encryption = "starttls"
username = "vestibule"
password_file = "${secret("mail.password", "mail secret")}"`;

const storefront = ({ secret }) => `
[[storefronts]]
name = "Framed Shop"
organization = "acme"
client_id = "${clientId}"
client_secret_file = "${secret("channel.secret", "acme-web-shop-secret-0000000000000000000001")}"
scopes = ["${scope}"]
home = "${shop}/"
return_addresses = ["${shop}"]
handover = "query"
framing = true`;

/** The shop: a page that shows the frame, or says that the token is there. */
function shopPage(request, response) {
  const { searchParams } = new URL(request.url, shop);
  const identity = new URLSearchParams({ clientId, scope, returnUrl: `${shop}/`, embed: "true" });
  const body = searchParams.has("accessToken")
    ? `<h1>Back in the shop</h1>`
    : `<h1>Shop</h1><iframe title="Sign up" width="360" height="700" src="${service}/identity/signup?${identity}"></iframe>
       <script>window.told = []; addEventListener("message", ({ origin, data }) => told.push([origin, data.type]));</script>`;
  response.setHeader("content-type", "text/html; charset=utf-8");
  response.end(`<!doctype html><html lang="en"><title>Shop</title><link rel="icon" href="data:,">${body}`);
}

async function letterTo(email) {
  for (let tries = 0; tries < 100; tries += 1) {
    const lines = smtp.said.split("\n").filter((line) => line.startsWith("{")).map((line) => JSON.parse(line));
    const letter = lines.find((line) => line.to?.includes(email));
    if (letter) return letter;
    await pause(100);
  }
  throw new Error(`no letter to ${email} within ten seconds`);
}

test("vestibule check finds nothing wrong with the settings", async () => {
  const { status, said } = await run(vestibule, ["check", "--config", config]);
  assert.equal(status, 0, said);
});

test("vestibule check names everything that is wrong at once", async () => {
  const wrong = { VESTIBULE_SERVER__LISTEN: "everywhere", VESTIBULE_MAIL__FORM: "a typing error" };
  const { status, said } = await run(vestibule, ["check", "--config", config], wrong);
  assert.notEqual(status, 0);
  assert.match(said, /listen/i);
  assert.match(said, /form/i);
});

test("vestibule serve says that it lives and is ready", async () => {
  for (const path of ["/health/live", "/health/ready"]) assert.equal((await fetch(service + path)).status, 200, path);
});

test("a shop that may frames the sign-up; the letter comes by SMTP with STARTTLS; the whole window goes back", limit, () =>
  withPage({ expected: [/Blocked autofocusing/] }, async (page) => {
    const person = newcomer();
    await page.goto(shop);
    const frame = page.frameLocator("iframe");
    await arrive(frame, "Sign up");
    assert.equal(await frame.locator("header, footer").count(), 0, "a framed page has neither header nor footer");
    await page.screenshot({ path: join(output, "screens", "embedded-sign-up.png") });
    await type(frame, "Email", person.email);
    await type(frame, "Password", person.password);
    await type(frame, "Confirm password", person.password);
    await page.keyboard.press("Escape");
    await page.waitForFunction((origin) => window.told.some(([from, what]) => from === origin && what === "close"), service);
    await press(frame, "Sign up");
    await arrive(frame, "Check your email");
    const letter = await letterTo(person.email);
    const code = letter.subject.match(/^\d{6}/)[0];
    assert.deepEqual([letter.encrypted, letter.user], [true, "vestibule"]);
    assert.ok(letter.text.includes(code) && letter.html.includes(code), "both parts carry the code");
    await type(frame, "Code", code);
    await arrive(page, "Back in the shop");
    assert.match(page.url(), /accessToken=.+&scope=market%3Acode%3Aeurope&expires=/);
  }));

test("a site that may not frame is refused by the browser", limit, () =>
  withPage({ expected: [/frame-ancestors|Refused to (frame|display)|Framing/i] }, async (page) => {
    const thief = createServer((_, response) => {
      response.setHeader("content-type", "text/html");
      response.end(`<iframe src="${service}/identity/login?${new URLSearchParams({ clientId, scope, returnUrl: `${shop}/` })}"></iframe>`);
    }).listen(0, "127.0.0.1");
    await new Promise((done) => thief.once("listening", done));
    try {
      await page.goto(`http://localhost:${thief.address().port}/favicon.ico`);
      await page.waitForTimeout(500);
      assert.equal(await page.frameLocator("iframe").getByRole("heading").count(), 0);
    } finally {
      thief.close();
    }
  }));

test("the login page of a shop with framing looks right on its own, too", limit, () =>
  withPage({ viewport: phone }, async (page) => {
    await page.goto(`${service}/identity/login?${new URLSearchParams({ clientId, scope, returnUrl: `${shop}/`, embed: "true" })}`);
    await look(page, "embedded-sign-in");
  }));
