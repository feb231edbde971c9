// The one thing that the shop of yesterday does by script: its cart, which Vestibule remembers.
import { showCart } from "./cart.js";

const { vestibule: url, clientId, scope, signedIn } = document.body.dataset;
const { createVestibule } = await import(`${url}/vestibule.js`);
const vestibule = createVestibule({ clientId, scope });
const { signed_in: known } = await vestibule.getSession();
// Signed out in this shop alone: the cart that Vestibule remembers is somebody's whom this page does not show.
if (known === (signedIn !== undefined)) await showCart(vestibule);
