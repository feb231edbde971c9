cart-heading = Which cart?
cart-lead = You’re signed in. Before that, you put something into a cart on this device. Do you want to go on with it?
cart-take = Take this cart along
cart-keep = Go on with my cart from before
cart-busy = One moment…
