cart-heading = Quale carrello?
cart-lead = Hai effettuato l’accesso. Prima avevi messo qualcosa in un carrello su questo dispositivo. Vuoi continuare con quello?
cart-take = Porta con te questo carrello
cart-keep = Continua con il carrello di prima
cart-busy = Un attimo…
