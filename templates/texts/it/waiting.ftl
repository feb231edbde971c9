waiting-heading = Ci siamo quasi
waiting-lead = L’accesso è riuscito, ma il sistema del negozio non risponde in questo momento. Nulla è andato perso: continuiamo a provare.
waiting-lead-busy = L’accesso è riuscito. In questo momento arrivano così tante persone che serve un attimo in più. Nulla è andato perso: riproviamo da soli.
waiting-lead-long = L’accesso è riuscito, ma il sistema del negozio ancora non risponde. Nulla è andato perso: puoi tornare più tardi e riprendere da qui.
waiting-button = Riprova
waiting-busy = Nuovo tentativo…
waiting-retry-in = Prossimo tentativo tra { $time }
