cart-heading = Take this cart along?
cart-lead = You’re signed in. Before that, something was put into a cart on this device. You can go on with it, or leave it behind and use the cart of your account.
cart-take = Take it along
cart-keep = Use my account’s cart
cart-busy = One moment…
