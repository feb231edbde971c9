cart-heading = Vuoi portare con te questo carrello?
cart-lead = L’accesso è riuscito. Prima era stato messo qualcosa in un carrello su questo dispositivo. Puoi continuare con quello, oppure lasciarlo e usare il carrello del tuo account.
cart-take = Porta con te
cart-keep = Usa il carrello del mio account
cart-busy = Un attimo…
