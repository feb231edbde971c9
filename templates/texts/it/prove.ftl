prove-heading = Ancora un passo
prove-from = Arrivi da { $label }
prove-no-email = { $label } non ci ha comunicato la tua email. Inseriscila: ti invieremo un codice per confermare che è tua.
prove-send = Invia codice
prove-have-account = Hai già un account qui?
prove-use-password = Usa la sua password
prove-password-button = Conferma con la password
prove-cancel = Annulla e torna indietro
