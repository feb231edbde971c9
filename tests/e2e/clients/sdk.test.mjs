// Commerce Layer's SDK as a judge of the sandbox's Core API.

import assert from "node:assert/strict";
import { before, test } from "node:test";
import { authenticate } from "@commercelayer/js-auth";
import { ada, backOffice, channel, domain, scope, sdk, slug } from "../support/commerce-layer.mjs";

const shop = { domain, clientId: channel.clientId, scope };
let back;

before(async () => {
  back = sdk((await authenticate("client_credentials", { domain, ...backOffice })).accessToken);
});

test("sdk: customers are created, found, changed, paged and deleted", async () => {
  const email = `official-${Date.now()}@example.com`;
  const made = await back.customers.create({ email, password: "a good one", metadata: { from: "sdk" } });
  assert.equal(made.has_password, true);
  const [found] = await back.customers.list({ filters: { email_eq: email }, fields: { customers: ["email"] } });
  assert.equal(found.id, made.id);
  assert.equal((await back.customers.update({ id: made.id, reference: "r-1" })).reference, "r-1");
  await assert.rejects(back.customers.create({ email }), (error) => {
    assert.deepEqual([error.status, error.first().source.pointer], [422, "/data/attributes/email"]);
    return true;
  });
  const page = await back.customers.list({ pageSize: 2, sort: { created_at: "desc" } });
  assert.deepEqual([page.length, page.pageCount >= 2, page.hasNextPage()], [2, true, true]);
  await back.customers.delete(made.id);
  await assert.rejects(back.customers.retrieve(made.id), (error) => error.status === 404);
});

test("sdk: organization, application, markets and groups", async () => {
  assert.equal((await back.organization.retrieve()).slug, slug);
  assert.equal((await back.application.retrieve()).kind, "integration");
  const [market] = await back.markets.list({ filters: { private_true: true }, include: ["customer_group"] });
  assert.ok(market.customer_group.code);
});

test("sdk: a password reset, and the orders of a customer", async () => {
  const reset = await back.customer_password_resets.create({ customer_email: ada.email });
  const guest = sdk((await authenticate("client_credentials", shop)).accessToken);
  await guest.customer_password_resets.update({
    id: reset.id,
    customer_password: ada.password,
    _reset_password_token: reset.reset_password_token,
  });
  const cart = await guest.orders.create({});
  const login = await authenticate("password", { ...shop, username: ada.email, password: ada.password });
  const owner = sdk(login.accessToken);
  assert.equal((await owner.orders.update({ id: cart.id })).guest, false);
  const pending = { filters: { status_eq: "pending" }, sort: { updated_at: "desc" }, pageSize: 1 };
  const [last] = await owner.customers.orders(ada.id, pending);
  assert.equal(last.id, cart.id);
});
