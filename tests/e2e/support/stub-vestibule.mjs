// A Vestibule that answers what a test tells it to, on loopback, and the module as a page would have it. Nothing
// here needs the demonstration.

import { readFileSync } from "node:fs";
import { createServer } from "node:http";

export const clientId = "acme-web-shop";
export const scope = "market:code:usa";

const source = readFileSync(new URL("../../../static/vestibule.js", import.meta.url));
/** The module. */
export const helper = await import(`data:text/javascript;base64,${source.toString("base64")}`);

// What the browser has and Node does not, or would not end by.
globalThis.BroadcastChannel = class extends BroadcastChannel {
  constructor(name) {
    super(name);
    this.unref();
  }
};
for (const name of ["localStorage", "sessionStorage"]) {
  Object.defineProperty(globalThis, name, { configurable: true, get: () => { throw new Error(`${name} is not for tokens`); } });
}

/** Calls that went to Commerce Layer itself, which answers with a guest's token. */
export const elsewhere = [];
const ask = globalThis.fetch;
globalThis.fetch = (address, { headers, ...request } = {}) => {
  if (String(address).startsWith("http://127.0.0.1:")) return ask(address, { ...request, headers: { ...headers, "x-credentials": request.credentials } });
  elsewhere.push(`${request.method} ${address}`);
  return Promise.resolve(Response.json(address.endsWith("/oauth/token") ? token() : {}));
};

const encode = (value) => Buffer.from(JSON.stringify(value)).toString("base64url");
let count = 0;

/** A token as js-auth reads it; `clock`: seconds by which the shopper's clock differs. */
export function token({ customer, lasts = 7200, of = scope, clock = 0 } = {}) {
  const exp = Math.round(Date.now() / 1000) + lasts + clock;
  count += 1;
  const payload = { exp, iat: exp - 7200, iss: "https://auth.commercelayer.io", rand: count, scope: of, ...(customer && { owner: { id: customer, type: "Customer" } }) };
  return {
    access_token: `${encode({ alg: "RS512" })}.${encode(payload)}.${encode(count)}`,
    token_type: "bearer",
    expires_in: lasts,
    expires_at: new Date(exp * 1000).toISOString(),
    scope: of,
    kind: customer ? "customer" : "guest",
    ...(customer && { customer_id: customer }),
  };
}

/** An error as the API words it. */
export const trouble = (status, code, retry_after) => ({ status, error: { code, message: "so says the test", retry_after } });
export const away = (retry_after) => trouble(503, "commerce_layer_unavailable", retry_after);

/** Starts one. `visitor` is the customer's id, or undefined for a guest; `next[path]` holds answers that come first. */
export async function vestibule() {
  const it = { visitor: undefined, lasts: 7200, clock: 0, delay: 0, next: {}, calls: [], held: new Map() };

  const usual = {
    "GET token": (query, _, credentials) => {
      const customer = credentials === "omit" ? undefined : it.visitor;
      const key = `${customer} ${query.scope}`;
      if (!it.held.has(key)) it.held.set(key, token({ customer, lasts: it.lasts, clock: it.clock, of: query.scope }));
      return it.held.get(key);
    },
    "POST token/rejected": (_, body, credentials) => {
      it.held.clear();
      return usual["GET token"](body, body, credentials);
    },
    "GET session": () => (it.visitor ? { signed_in: true, account: { id: "acc_1", email: "ada@example.com", email_verified: true }, customer_id: it.visitor, expires_at: new Date().toISOString() } : { signed_in: false }),
    "POST logout": () => {
      it.visitor = undefined;
      return { signed_out: true };
    },
    "GET order": () => ({ order_id: "AcmeOrdOne", source: "pointer" }),
    "PUT order": (_, body) => ({ order_id: body.order_id, source: "pointer" }),
    "DELETE order": () => undefined,
  };

  const server = createServer(async (request, response) => {
    let text = "";
    for await (const chunk of request) text += chunk;
    const { pathname, searchParams } = new URL(request.url, "http://stub");
    const name = `${request.method} ${pathname.replace("/api/", "")}`;
    const [query, body] = [Object.fromEntries(searchParams), text ? JSON.parse(text) : undefined];
    it.calls.push({ name, query, body, headers: request.headers });
    const credentials = request.headers["x-credentials"];
    const answer = it.next[name]?.shift() ?? usual[name](query, body, credentials); // decided on arrival …
    if (it.delay) await new Promise((resolve) => setTimeout(resolve, it.delay)); // … and slow on its way back
    response.writeHead(answer ? (answer.status ?? 200) : 204, { "content-type": "application/json" });
    response.end(answer && JSON.stringify(answer));
  }).listen(0, "127.0.0.1");
  await new Promise((done) => server.once("listening", done));

  return Object.assign(it, {
    url: `http://127.0.0.1:${server.address().port}`,
    /** How often this was called. */
    times: (name) => it.calls.filter((call) => call.name === name).length,
    /** From now on other tokens. */
    renew: (changes) => {
      it.held.clear();
      Object.assign(it, changes);
    },
    /** The module of a shop's page. */
    page: () => helper.createVestibule({ url: it.url, clientId, scope }),
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  });
}

/** Waits until this holds. */
export async function until(holds) {
  for (let tries = 0; tries < 200; tries += 1) {
    if (await holds()) return;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  throw new Error(`not within two seconds: ${holds}`);
}
