// What the official packages are told: the HTTPS side of the sandbox, and the people of its seed.

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
