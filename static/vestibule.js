/**
 * Vestibule in the pages of a shop: who the visitor is, and a Commerce Layer token that is always fresh. Tokens are
 * kept in memory alone, where no other page and no later visitor finds them.
 * @typedef {{access_token: string, token_type: string, expires_in: number, expires_at: string, scope: string, kind: "customer" | "guest", customer_id?: string}} Token
 * @typedef {{signed_in: boolean, account?: {id: string, email: string, email_verified: boolean, name?: string}, customer_id?: string, expires_at?: string}} Session
 * @typedef {{order_id: string | null, source?: string | null, variant?: string, guest_order_id?: string}} Order
 * @typedef {{clientId: string, scope: string, url?: string}} Options `url` is Vestibule's origin; by default this module's
 * @typedef {{scope?: string, variant?: string}} Which
 * @typedef {{token?: Token, until: number, quiet: number, refused?: string, error?: unknown, flight?: Promise<void>}} Slot
 */
export const version = "1.0.0";

/** Why there is no answer: the API's `code`, or `unreachable`. With `retryAfter`, in seconds, it may pass by itself. */
export class VestibuleError extends Error {
  /** @param {string} code @param {string} message @param {number} [retryAfter] */
  constructor(code, message, retryAfter) {
    super(message);
    this.name = "VestibuleError";
    this.code = code;
    this.retryAfter = retryAfter;
  }
}

const EARLY = 900; // seconds left when a newer token is asked for
const LEAST = 610; // js-auth takes a token with fewer than 600 for expired
const ASIDE = "omit ";

/** @param {number} seconds */
const pause = (seconds) => new Promise((resolve) => setTimeout(resolve, seconds * 1000));
/** @param {Slot} slot Seconds, counted from its arrival: the clocks of shoppers are wrong. */
const left = (slot) => (slot.token ? (slot.until - Date.now()) / 1000 : -1);

/** @param {Options} options */
export function createVestibule({ clientId, scope, url = new URL(import.meta.url).origin }) {
  /** @type {Map<string, Slot>} by scope; ASIDE stand those asked for without the session */
  const slots = new Map();
  /** @type {Map<string, Token>} what js-auth has of the customer, by scope */
  const handedOut = new Map();
  /** @type {Map<(session: Session) => void, string>} with what each was told last */
  const listeners = new Map();
  /** @type {string | undefined} the customer's id, "" for a guest */
  let known;
  /** @type {Promise<Session> | undefined} */
  let asking;

  /** @param {string} path @param {Record<string, string>} [query] @param {RequestInit} [request] @returns {Promise<any>} */
  const call = async (path, query, request) => {
    const address = `${url}/api/${path}?${new URLSearchParams({ client_id: clientId, ...query })}`;
    for (let tries = 1; ; tries += 1) {
      let error;
      try {
        const signal = AbortSignal.timeout(15_000);
        const answer = await fetch(address, { credentials: "include", cache: "no-store", ...request, signal });
        const said = answer.status === 204 ? {} : await answer.json();
        if (answer.ok) return said;
        error = new VestibuleError(said.error.code, said.error.message, said.error.retry_after);
      } catch (cause) {
        error = new VestibuleError("unreachable", `Vestibule does not answer: ${cause}`, tries);
      }
      const { retryAfter = Infinity } = error;
      if (tries === 3 || retryAfter > 5) throw error;
      await pause(retryAfter + Math.random() / 2);
    }
  };

  /** @param {string} method @param {object} [body] @param {RequestCredentials} [credentials] @returns {RequestInit} */
  const change = (method, body, credentials = "include") => ({
    method,
    credentials,
    headers: { "content-type": "application/json", "x-vestibule": "1" },
    body: body && JSON.stringify({ client_id: clientId, ...body }),
  });

  /** What was asked before counts no more. */
  const forget = () => {
    slots.clear();
    handedOut.clear();
    asking = undefined;
  };

  /** @param {string} who Another than before means other tokens, here and in the other tabs. */
  const learn = (who) => {
    if (who === known) return false;
    if (known !== undefined) forget();
    known = who;
    channel?.postMessage(who);
    return true;
  };

  /** @param {Session} session */
  const tell = (session) => {
    const words = JSON.stringify({ ...session, expires_at: 0 });
    for (const [listener, told] of listeners) {
      listeners.set(listener, words);
      if (told !== words) queueMicrotask(() => listeners.has(listener) && listener(session));
    }
  };

  /** @returns {Promise<Session>} */
  const getSession = () => {
    /** @type {Promise<Session>} */
    const flight = (asking ??= call("session").then(
      (session) => {
        if (asking !== flight) return getSession(); // the visitor changed meanwhile
        asking = undefined;
        learn(session.signed_in ? session.customer_id || known || "?" : "");
        tell(session);
        return session;
      },
      (error) => {
        if (asking === flight) asking = undefined;
        throw error;
      },
    ));
    return flight;
  };

  const check = (wanted = listeners.size) => void (wanted && getSession().catch(() => {}));

  /** @param {string} key @param {Slot} slot Never fails: what went wrong stands in the slot. */
  const ask = async (key, slot) => {
    const aside = key.startsWith(ASIDE);
    const [of, credentials] = aside ? [key.slice(ASIDE.length), /** @type {const} */ ("omit")] : [key];
    const refused = !slot.token && slot.refused;
    slot.error = undefined;
    try {
      const token = refused
        ? await call("token/rejected", {}, change("POST", { access_token: refused, scope: of }, credentials))
        : await call("token", { scope: of }, credentials && { credentials });
      if (!refused && token.access_token === slot.refused) return; // refused while it was on its way
      if (!aside && slots.get(key) === slot && learn(token.customer_id ?? "")) {
        slots.set(key, slot);
        check();
      }
      const lasts = token.expires_in * 1000;
      Object.assign(slot, { token, until: Date.now() + lasts, quiet: Date.now() + Math.min(5_000, lasts / 2) });
    } catch (error) {
      const { retryAfter = 1 } = /** @type {VestibuleError} */ (error);
      Object.assign(slot, { error, quiet: Date.now() + retryAfter * 1000 });
    } finally {
      slot.flight = undefined;
    }
  };

  /** @param {string} key @returns {Slot} */
  const slotOf = (key) => {
    const slot = slots.get(key) ?? { until: 0, quiet: 0 };
    slots.set(key, slot);
    return slot;
  };

  /** @param {string} key @param {number} least @param {boolean} [fresh] @param {number} [tries] @returns {Promise<Token>} */
  const need = async (key, least, fresh, tries = 3) => {
    const slot = slotOf(key);
    if (fresh || (left(slot) <= EARLY && Date.now() >= slot.quiet)) {
      const flight = (slot.flight ??= ask(key, slot));
      if (fresh || left(slot) < Math.max(least, 60)) await flight; // else meanwhile
    }
    // Of another visitor by now, or the very token that was refused.
    if (slots.get(key) !== slot || !(slot.token || slot.error)) return need(key, least);
    if (slot.token && left(slot) > least) return slot.token;
    if (slot.error) throw slot.error;
    if (!tries) throw new VestibuleError("token_expiring", "the token is about to expire, and there is no other yet", 5);
    await pause(1); // Vestibule answers with the old one while it renews
    slot.quiet = 0;
    return need(key, least, false, tries - 1);
  };

  /** Another token for one that Commerce Layer refused. @param {string} token @param {Which} [which] */
  const rejected = (token, { scope: of = scope } = {}) => {
    const held = [...slots].find(([, slot]) => slot.token?.access_token === token || slot.refused === token);
    const key = held ? held[0] : of;
    const slot = slotOf(key);
    if (!slot.token || slot.token.access_token === token) Object.assign(slot, { token: undefined, refused: token, quiet: 0 });
    return need(key, 0);
  };

  /** @param {string} [returnUrl] @returns {Promise<{redirect_to?: string}>} */
  const signOut = async (returnUrl) => {
    const answer = await call("logout", {}, change("POST", { return_url: returnUrl }));
    forget();
    learn("");
    tell({ signed_in: false });
    return answer;
  };

  /** A storage for `makeSalesChannel` of @commercelayer/js-auth 7 and 8. */
  const createStorage = () => {
    /** @param {string} key */
    const parse = (key) => {
      const [, type, of] = key.split(new RegExp(`^cl_(customer|guest)-${clientId}-`));
      if (!of) throw new VestibuleError("unknown_key", `${key} is no entry of the client ${clientId}`);
      return { type, of };
    };
    return {
      name: "vestibule",
      rejected,
      /** Fails rather than let js-auth take a customer for a guest. @param {string} key */
      async getItem(key) {
        const { type, of } = parse(key);
        let token = await need(of, LEAST);
        if (type === "customer") {
          if (token.kind !== "customer") return null;
          handedOut.set(of, token);
        } else if (token.kind === "customer") token = await need(ASIDE + of, LEAST);
        return { accessToken: token.access_token, scope: token.scope };
      },
      /** Vestibule knows better. */
      async setItem() {},
      /** To remove the customer is how js-auth signs out. @param {string} key */
      async removeItem(key) {
        const { type, of } = parse(key);
        const token = handedOut.get(of);
        if (type === "guest") return void slots.delete(of);
        handedOut.delete(of);
        // It also removes what it takes for expired, by the shopper's clock: then nobody signed out.
        const expired = token && Date.parse(token.expires_at) - Date.now() < 600_000;
        if (known !== "" && !expired) await signOut();
      },
    };
  };

  const channel = globalThis.BroadcastChannel && new BroadcastChannel(`vestibule ${url}`);
  if (channel)
    channel.onmessage = ({ data }) => {
      if (known === undefined || known === data) return;
      forget();
      known = undefined;
      check();
    };
  globalThis.document?.addEventListener("visibilitychange", () => document.hidden || check(listeners.size + slots.size));
  globalThis.window?.addEventListener("pageshow", ({ persisted }) => {
    if (!persisted) return;
    forget(); // the page slept, and somebody else may sit there now
    check();
  });

  /** @param {Which} [which] @returns {Record<string, string>} */
  const where = ({ scope: of = scope, variant } = {}) => ({ scope: of, ...(variant && { variant }) });

  return {
    createStorage,
    rejected,
    getSession,
    /** The visitor's token; `fresh` asks Vestibule now. @param {{fresh?: boolean, scope?: string}} [options] */
    getToken: ({ fresh, scope: of = scope } = {}) => need(of, 0, fresh),
    /** Calls with the session: now, and whenever it is another. The answer ends it. @param {(session: Session) => void} listener */
    onSessionChange(listener) {
      const own = (/** @type {Session} */ session) => listener(session);
      listeners.set(own, "");
      check();
      return () => void listeners.delete(own);
    },
    /** Leaves for the sign-in page. @param {{returnUrl?: string, signUp?: boolean, lang?: string}} [options] */
    login({ returnUrl = location.href, signUp, lang } = {}) {
      const query = new URLSearchParams({ clientId, scope, returnUrl, ...(lang && { lang }) });
      location.assign(`${url}/identity/${signUp ? "signup" : "login"}?${query}`);
    },
    /** Signs out here, and at the provider where that is configured. @param {{returnUrl?: string}} [options] */
    async logout({ returnUrl } = {}) {
      const { redirect_to } = await signOut(returnUrl);
      if (redirect_to) location.assign(redirect_to);
    },
    /** The cart that Vestibule remembers for the visitor. */
    order: {
      /** @param {Which} [which] @returns {Promise<Order>} */
      get: (which) => call("order", where(which)),
      /** @param {string} id @param {Which} [which] @returns {Promise<Order>} */
      set: (id, which) => call("order", where(which), change("PUT", { order_id: id })),
      /** @param {Which} [which] @returns {Promise<void>} */
      remove: (which) => call("order", where(which), change("DELETE")),
    },
  };
}

/** The storage alone. @param {Options} options */
export const createStorage = (options) => createVestibule(options).createStorage();
