// The cart, in both shops: the shop makes the order at the Core API, and Vestibule remembers which one it is.
import { core } from "./core.js";

const [add, cart, forget] = ["add", "cart", "forget"].map((id) => document.getElementById(id));
const [order, problem] = ["order", "problem"].map((name) => document.querySelector(`[data-cart=${name}]`));
let vestibule;

const show = (id) => {
  order.textContent = id ?? "";
  add.hidden = Boolean(id);
  cart.hidden = forget.hidden = !id;
  problem.textContent = "";
  return id;
};

/** Nothing can be pressed meanwhile; what cannot be done is said. */
const attempt = async (work) => {
  add.disabled = forget.disabled = true;
  try {
    return show(await work());
  } catch {
    problem.textContent = "Your cart can’t be reached right now. Try again in a moment.";
  } finally {
    add.disabled = forget.disabled = false;
  }
};

const remembered = async () => (await vestibule.order.get()).order_id;

/** Draws the visitor's cart; gives the id of its order. */
export const showCart = (of) => {
  vestibule = of;
  return attempt(remembered);
};

add.addEventListener("click", async () => {
  await attempt(async () => {
    // Another tab may have begun one meanwhile.
    const known = await remembered();
    if (known) return known;
    const { id } = await core(vestibule, "orders", { type: "orders" });
    await vestibule.order.set(id);
    return id;
  });
  (cart.hidden ? add : cart).focus();
});

forget.addEventListener("click", async () => {
  await attempt(() => vestibule.order.remove().then(() => null));
  (add.hidden ? forget : add).focus();
});
