// Where everything runs: `.ci/e2e` says so in the environment.

const place = (name) => {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set: run these tests by .ci/e2e`);
  return value;
};

export const vestibule = place("E2E_VESTIBULE");
export const shop = place("E2E_SHOP");
export const sandbox = place("E2E_SANDBOX");
export const mailbox = place("E2E_MAILBOX");
/** Example ID, the identity provider. */
export const upstream = place("E2E_UPSTREAM");
/** Receives screenshots and logs. */
export const output = place("E2E_OUTPUT");
/** Receives what is gone afterwards. */
export const scratch = place("E2E_SCRATCH");

/** The sales channels of the sandbox's seed that the demonstration's shops use. */
export const webShop = "acme-web-shop-client-id-0000000000000000001";
export const legacyShop = "acme-legacy-shop-client-id-0000000000000001";
export const integration = {
  client_id: "acme-integration-client-id-0000000000000001",
  client_secret: "acme-integration-secret-0000000000000000001",
};

/** An address of Vestibule; the parameters are encoded. */
export const page = (path, parameters = {}) => `${vestibule}${path}?${new URLSearchParams(parameters)}`;

/** What a shop's link carries, with changes. */
export const visit = (changes = {}) => ({
  clientId: webShop,
  scope: "market:code:usa",
  returnUrl: `${shop}/`,
  ...changes,
});
