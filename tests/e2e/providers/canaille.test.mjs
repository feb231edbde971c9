// Against PyPI `canaille`, a provider that nobody here wrote: it says nothing of whether an address is verified, its
// `auth_time` has a fraction, and a client that its command line has made has no audience until it is given one.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { setTimeout as pause } from "node:timers/promises";
import { canaille } from "../support/canaille.mjs";
import { close, limit, withPage } from "../support/browser.mjs";
import { worthless } from "../support/commerce-layer.mjs";
import { newcomer } from "../support/people.mjs";
import { legacyShop } from "../support/places.mjs";
import { stop, stopAll } from "../support/processes.mjs";
import { openShop } from "../support/shop.mjs";
import { arrive, follow, login, press, read } from "../support/walks.mjs";

const query = { clientId: legacyShop };
const clientSecret = "a secret between the two";
const people = ["ina", "ivo", "ida"].map((name) => ({ name, email: `${name}-${Date.now().toString(36)}@people.example`, password: "an even older kettle" }));
const [ina, ivo, ida] = people;
let shop, provider, running, client;

before(async () => {
  provider = await canaille();
  shop = await openShop("canaille-shop", settings);
  const [client_] = [await provider.command("create", "client", ...options())];
  client = JSON.parse(client_.slice(client_.indexOf("{"))).id;
  for (const { name, email, password } of people) {
    await provider.command("create", "user", "--user-name", name, "--formatted-name", `${name} of the provider`, "--family-name", name, "--emails", email, "--password", password);
  }
}, limit);

after(async () => {
  await close();
  shop.close();
  await stopAll();
}, limit);
