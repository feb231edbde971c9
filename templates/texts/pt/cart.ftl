cart-heading = Levar este carrinho?
cart-lead = Você já entrou. Antes disso, algo foi colocado em um carrinho neste dispositivo. Você pode continuar com ele, ou deixá-lo e usar o carrinho da sua conta.
cart-take = Levar este carrinho
cart-keep = Usar o da minha conta
cart-busy = Um momento…
