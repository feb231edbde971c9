waiting-heading = Ci siamo quasi
waiting-lead = L’accesso è riuscito, ma il sistema del negozio non risponde in questo momento. Nulla è andato perso: continuiamo a provare.
waiting-lead-busy = L’accesso è riuscito, ma in questo momento arrivano così tante persone che l’ultimo passo richiede un attimo in più. Nulla è andato perso, e non serve accedere di nuovo.
waiting-lead-long = L’accesso è riuscito, ma il sistema del negozio ancora non risponde. Nulla è andato perso: puoi tornare più tardi e riprendere da qui.
waiting-button = Riprova
waiting-busy = Nuovo tentativo…
waiting-retry-in = Prossimo tentativo tra { $time }
