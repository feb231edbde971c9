// What a storefront does in the "session" hand-over: Vestibule's module knows the visitor and has the token.
import { showCart } from "./cart.js";
import { core } from "./core.js";

const { vestibule: url, clientId, scope } = document.body.dataset;
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
    const cart = showCart(vestibule);
    if (got.kind !== "customer") return show("guest");
    const [customer, all] = await Promise.all([
      core(vestibule, `customers/${got.customer_id}`),
      core(vestibule, `customers/${got.customer_id}/orders`),
    ]);
    const inCart = await cart;
    const orders = all.filter(({ id }) => id !== inCart);
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
