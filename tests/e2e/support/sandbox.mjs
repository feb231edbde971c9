// The local Commerce Layer's switches, for tests that want trouble.

import { integration, sandbox } from "./places.mjs";

/** Moves switches; see src/sandbox/switches.rs for their names. */
export async function switches(positions) {
  const answer = await fetch(`${sandbox}/_sandbox/switches`, { method: "PATCH", body: JSON.stringify(positions) });
  if (!answer.ok) throw new Error(`the sandbox refused ${JSON.stringify(positions)}: ${await answer.text()}`);
}

/** Runs `work` while neither service of Commerce Layer answers. */
export async function whileUnreachable(work) {
  await switches({ unreachable: true });
  try {
    return await work();
  } finally {
    await switches({ unreachable: false });
  }
}

/** A reset as the dashboard makes it, as the parameters of its link. */
export async function passwordReset(email) {
  const reset = { type: "customer_password_resets", attributes: { customer_email: email } };
  const { data } = await core("POST", "customer_password_resets", reset);
  return { customerPasswordResetId: data.id, resetPasswordToken: data.attributes.reset_password_token };
}

/** What Commerce Layer knows of an order. */
export const order = async (id) => (await core("GET", `orders/${id}`)).data.attributes;

/** A cart that a guest has begun; gives its id. */
export const guestOrder = async () => (await core("POST", "orders", { type: "orders" })).data.id;

/** The Core API as the back office sees it. */
async function core(method, path, data) {
  const { access_token: token } = await ask("POST", "auth/oauth/token", { grant_type: "client_credentials", ...integration });
  return ask(method, `acme/api/${path}`, data && { data }, token);
}

async function ask(method, path, body, token) {
  const type = token ? "application/vnd.api+json" : "application/json";
  const headers = { accept: type, "content-type": type, ...(token && { authorization: `Bearer ${token}` }) };
  const answer = await fetch(`${sandbox}/${path}`, { method, headers, body: body && JSON.stringify(body) });
  if (!answer.ok) throw new Error(`${path} answered ${answer.status}: ${await answer.text()}`);
  return answer.json();
}
