// What the official packages are told: the HTTPS side of the sandbox, and the people of its seed.

import assert from "node:assert/strict";
import { setTimeout as pause } from "node:timers/promises";
import * as auth8 from "@commercelayer/js-auth";
import * as auth7 from "@commercelayer/js-auth-7";
import { CommerceLayer } from "@commercelayer/sdk/bundle";

export const domain = process.env.E2E_CL_DOMAIN;
export const slug = "acme";
export const scope = "market:code:usa";
export const channel = {
  clientId: "acme-web-shop-client-id-0000000000000000001",
  clientSecret: "acme-web-shop-secret-0000000000000000000001",
};
export const backOffice = {
  clientId: "acme-integration-client-id-0000000000000001",
  clientSecret: "acme-integration-secret-0000000000000000001",
};
export const ada = { id: "AcmeCusAda", email: "ada@example.com", password: "correct horse battery" };

/** The SDK with this token. */
export const sdk = (accessToken) => CommerceLayer({ organization: slug, domain, accessToken });

/** The storage that js-auth wants for a storefront. */
export function memory() {
  const values = new Map();
  return {
    getItem: async (key) => values.get(key) ?? null,
    setItem: async (key, value) => void values.set(key, value),
    removeItem: async (key) => void values.delete(key),
  };
}

/** What every shop does with a token: checks it, reads its customer, gives it to js-auth. Says whose it is. */
export async function judge(accessToken, clientId, person) {
  const { payload } = await auth8.jwtVerify(accessToken);
  await auth7.jwtVerify(accessToken);
  assert.equal(payload.owner.type, "Customer");
  assert.deepEqual([payload.application.kind, payload.application.client_id], ["sales_channel", clientId]);
  assert.equal(payload.organization.slug, slug);
  assert.equal((await sdk(accessToken).customers.retrieve(payload.owner.id)).email, person.email);
  for (const auth of [auth8, auth7]) {
    const storefront = auth.makeSalesChannel({ domain, clientId, scope }, { storage: memory() });
    await storefront.setCustomer({ accessToken, scope });
    const customer = await storefront.getAuthorization();
    assert.deepEqual([customer.ownerType, customer.ownerId], ["customer", payload.owner.id]);
  }
  return payload.owner.id;
}

/** Waits until Commerce Layer refuses a token. */
export async function worthless(accessToken) {
  const { payload } = await auth8.jwtVerify(accessToken);
  const refused = () => sdk(accessToken).customers.retrieve(payload.owner.id).then(() => false, (error) => error.status === 401);
  for (let tries = 0; tries < 50; tries += 1) {
    if (await refused()) return;
    await pause(200);
  }
  assert.fail("Commerce Layer still takes the token after ten seconds");
}
