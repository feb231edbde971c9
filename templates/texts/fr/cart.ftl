cart-heading = Garder ce panier ?
cart-lead = La connexion a réussi. Auparavant, un panier avait été commencé sur cet appareil. Vous pouvez continuer avec lui, ou le laisser et reprendre le panier de votre compte.
cart-take = Garder ce panier
cart-keep = Panier de mon compte
cart-busy = Un instant…
