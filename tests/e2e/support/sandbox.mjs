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
  const { access_token: token } = await post("auth/oauth/token", { grant_type: "client_credentials", ...integration });
  const reset = { type: "customer_password_resets", attributes: { customer_email: email } };
  const { data } = await post("acme/api/customer_password_resets", { data: reset }, token);
  return { customerPasswordResetId: data.id, resetPasswordToken: data.attributes.reset_password_token };
}

async function post(path, body, token) {
  const type = token ? "application/vnd.api+json" : "application/json";
  const headers = { accept: type, "content-type": type, ...(token && { authorization: `Bearer ${token}` }) };
  const answer = await fetch(`${sandbox}/${path}`, { method: "POST", headers, body: JSON.stringify(body) });
  if (!answer.ok) throw new Error(`${path} answered ${answer.status}: ${await answer.text()}`);
  return answer.json();
}
