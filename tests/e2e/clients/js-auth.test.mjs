// Commerce Layer's own packages as judges of the sandbox: they were written by others, for the real service.

import assert from "node:assert/strict";
import { test } from "node:test";
import * as auth8 from "@commercelayer/js-auth";
import * as auth7 from "@commercelayer/js-auth-7";
import { ada, backOffice, channel, domain, memory, scope, sdk, slug } from "../support/commerce-layer.mjs";

const shop = { domain, clientId: channel.clientId, scope };
const jwtBearer = "urn:ietf:params:oauth:grant-type:jwt-bearer";
const base = ["accessToken", "createdAt", "expires", "expiresIn", "scope", "tokenType"];
const owned = [...base, "ownerId", "ownerType", "refreshToken"];
const hasKeys = (answer, keys) => assert.deepEqual(Object.keys(answer).sort(), [...keys].sort());

for (const [version, auth] of [["8", auth8], ["7", auth7]]) {
  const { authenticate, createAssertion, jwtDecode, jwtVerify, revoke } = auth;

  test(`js-auth ${version}: client credentials of a sales channel and of an integration`, async () => {
    const guest = await authenticate("client_credentials", shop);
    hasKeys(guest, base);
    assert.equal(guest.scope, scope);
    assert.equal(auth.getCoreApiBaseEndpoint(guest.accessToken), `https://${slug}.${domain}`);
    assert.ok(auth.jwtIsSalesChannel(jwtDecode(guest.accessToken).payload));
    const back = await authenticate("client_credentials", { domain, ...backOffice });
    hasKeys(back, base);
    assert.equal(back.scope, "market:all");
    assert.ok(auth.jwtIsIntegration(jwtDecode(back.accessToken).payload));
  });

  test(`js-auth ${version}: password, verification, refresh, revocation`, async () => {
    const login = await authenticate("password", { ...shop, username: ada.email, password: ada.password });
    hasKeys(login, owned);
    assert.deepEqual([login.ownerId, login.ownerType], [ada.id, "customer"]);
    const { payload } = await jwtVerify(login.accessToken);
    assert.deepEqual(payload.owner, { id: ada.id, type: "Customer" });
    const again = await authenticate("refresh_token", { ...shop, refreshToken: login.refreshToken });
    hasKeys(again, owned);
    assert.notEqual(again.refreshToken, login.refreshToken);
    assert.equal((await sdk(again.accessToken).customers.retrieve(ada.id)).email, ada.email);
    assert.deepEqual(await revoke({ clientId: channel.clientId, token: again.accessToken }), {});
    await assert.rejects(sdk(again.accessToken).customers.retrieve(ada.id), (error) => {
      assert.deepEqual([error.status, error.first().code], [401, "INVALID_TOKEN"]);
      return true;
    });
  });

  test(`js-auth ${version}: an assertion with owner and claim`, async () => {
    const customClaim = { name: "Jörg", nested: { list: [1, "ü", null] } };
    const claims = { owner: { type: "Customer", id: ada.id }, custom_claim: customClaim };
    const assertion = await createAssertion({ payload: { "https://commercelayer.io/claims": claims } });
    const answer = await authenticate(jwtBearer, { domain, ...channel, scope, assertion });
    hasKeys(answer, owned);
    assert.deepEqual((await jwtVerify(answer.accessToken)).payload.custom_claim, customClaim);
    const customer = await sdk(answer.accessToken).customers.retrieve(ada.id);
    assert.deepEqual(customer.jwt_custom_claim, customClaim);
  });

  test(`js-auth ${version}: errors arrive as the package types them`, async () => {
    const unknown = await authenticate("client_credentials", { domain, clientId: "nobody", scope });
    const { title, code, status } = unknown.errors[0];
    assert.deepEqual([title, code, status], ["invalid_client", "UNAUTHORIZED", 401]);
    const wrong = await authenticate("password", { ...shop, username: ada.email, password: "wrong" });
    assert.equal(wrong.errors[0].title, "invalid_grant");
    const assertion = await createAssertion({ payload: { "https://commercelayer.io/claims": {} } });
    const refused = await authenticate(jwtBearer, { domain, ...channel, scope, assertion });
    assert.equal(refused.errors[0].title, "invalid_assertion");
    const guest = await authenticate("client_credentials", shop);
    const forbidden = await revoke({ clientId: channel.clientId, token: guest.accessToken });
    assert.deepEqual([forbidden.errors[0].code, forbidden.errors[0].status], ["FORBIDDEN", 403]);
  });

  test(`js-auth ${version}: a storefront goes from guest to customer and back`, async () => {
    const storefront = auth.makeSalesChannel(shop, { storage: memory() });
    assert.equal((await storefront.getAuthorization()).ownerType, "guest");
    const login = await authenticate("password", { ...shop, username: ada.email, password: ada.password });
    await storefront.setCustomer(login);
    const customer = await storefront.getAuthorization();
    assert.deepEqual([customer.ownerType, customer.ownerId], ["customer", ada.id]);
    await storefront.logoutCustomer();
    assert.equal((await storefront.getAuthorization()).ownerType, "guest");
    await assert.rejects(sdk(login.accessToken).customers.retrieve(ada.id), (error) => error.status === 401);
  });
}
