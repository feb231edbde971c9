// The whole of what a storefront does in the "session" hand-over: ask Vestibule for the token, use it.
(() => {
  "use strict";
  const { vestibule, api, clientId, scope } = document.body.dataset;
  const fill = (name) => document.querySelector(`[data-fill=${name}]`);
  const show = (state) => {
    for (const part of document.querySelectorAll("[data-when]")) {
      part.hidden = !part.dataset.when.split(" ").includes(state);
    }
  };

  // The session is a cookie of Vestibule's own; the shop never sees it, it only sends it along.
  const token = async () => {
    const query = new URLSearchParams({ client_id: clientId, scope });
    const answer = await fetch(`${vestibule}/api/token?${query}`, { credentials: "include" });
    const body = await answer.json();
    if (!answer.ok) throw Object.assign(new Error(body.error.message), { retryAfter: body.error.retry_after });
    return body;
  };

  const claims = (jwt) => {
    const base64 = jwt.split(".")[1].replace(/-/g, "+").replace(/_/g, "/");
    return JSON.parse(new TextDecoder().decode(Uint8Array.from(atob(base64), (c) => c.charCodeAt(0))));
  };

  const core = async (path, jwt) => {
    const headers = { accept: "application/vnd.api+json", authorization: `Bearer ${jwt}` };
    const answer = await fetch(`${api}/api/${path}`, { headers });
    if (!answer.ok) throw Object.assign(new Error(path), { words: "Your orders can’t be reached right now." });
    return (await answer.json()).data;
  };

  const line = (order) => {
    const item = document.createElement("li");
    const [number, status] = [document.createElement("span"), document.createElement("span")];
    number.textContent = order.attributes.number || order.id;
    status.textContent = order.attributes.status;
    status.className = "quiet";
    item.append(number, status);
    return item;
  };

  const load = async () => {
    show("loading");
    try {
      const got = await token();
      fill("claims").textContent = JSON.stringify(claims(got.access_token), null, 2);
      fill("kind").textContent = got.kind;
      fill("scope").textContent = got.scope;
      fill("until").textContent = new Date(got.expires_at).toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" });
      if (got.kind !== "customer") return show("guest");
      const [customer, orders] = await Promise.all([
        core(`customers/${got.customer_id}`, got.access_token),
        core(`customers/${got.customer_id}/orders`, got.access_token),
      ]);
      fill("email").textContent = customer.attributes.email;
      fill("orders").replaceChildren(...orders.map(line));
      fill("none").hidden = orders.length > 0;
      show("customer");
    } catch (error) {
      const soon = error.retryAfter ? " We’ll ask again in a moment." : "";
      fill("error").textContent = error.words || `Your account can’t be reached right now.${soon}`;
      show("error");
      if (error.retryAfter) setTimeout(load, error.retryAfter * 1000);
    }
  };

  document.getElementById("again").addEventListener("click", load);
  // Back from signing out with the back button: ask anew, do not show what was.
  window.addEventListener("pageshow", (event) => event.persisted && load());
  load();
})();
