sign-out-heading = Vuoi uscire?
sign-out-lead = Hai effettuato l’accesso come { $email }. Puoi tornare quando vuoi.
sign-out-button = Esci
sign-out-busy = Uscita in corso…
sign-out-stay = Rimani nel tuo account
