cart-heading = ¿Te llevas este carrito?
cart-lead = Has iniciado sesión. Antes se había puesto algo en un carrito en este dispositivo. Puedes seguir con él, o dejarlo y usar el carrito de tu cuenta.
cart-take = Seguir con este carrito
cart-keep = Usar el de mi cuenta
cart-busy = Un momento…
