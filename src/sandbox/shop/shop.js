// What a storefront does in the "session" hand-over: Vestibule's module knows the visitor and has the token.
const { vestibule: url, api, clientId, scope } = document.body.dataset;
const fill = (name) => document.querySelector(`[data-fill=${name}]`);
const show = (state) => {
  for (const part of document.querySelectorAll("[data-when]")) {
    part.hidden = !part.dataset.when.split(" ").includes(state);
  }
};

const claims = (jwt) => {
  const base64 = jwt.split(".")[1].replace(/-/g, "+").replace(/_/g, "/");
  return JSON.parse(new TextDecoder().decode(Uint8Array.from(atob(base64), (c) => c.charCodeAt(0))));
};

const core = async (path, { access_token: jwt }, again = true) => {
  const headers = { accept: "application/vnd.api+json", authorization: `Bearer ${jwt}` };
  const answer = await fetch(`${api}/api/${path}`, { headers });
  // Revoked before its time: Vestibule has another one.
  if (answer.status === 401 && again) return core(path, await vestibule.rejected(jwt), false);
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

let vestibule, shown;
const load = async () => {
  show("loading");
  try {
    // All that a shop needs; it would know the address by heart.
    vestibule ??= (await import(`${url}/vestibule.js`)).createVestibule({ clientId, scope });
    const got = await vestibule.getToken();
    shown = got.customer_id;
    fill("claims").textContent = JSON.stringify(claims(got.access_token), null, 2);
    fill("kind").textContent = got.kind;
    fill("scope").textContent = got.scope;
    fill("until").textContent = new Date(got.expires_at).toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" });
    if (got.kind !== "customer") return show("guest");
    const [customer, orders] = await Promise.all([
      core(`customers/${got.customer_id}`, got),
      core(`customers/${got.customer_id}/orders`, got),
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

// A browser does not load a module twice that failed once.
document.getElementById("again").addEventListener("click", () => (vestibule ? load() : location.reload()));
await load();
// Signed in or out elsewhere, in another tab perhaps: draw anew.
vestibule?.onSessionChange(({ customer_id }) => customer_id !== shown && load());
