again-heading = Prima accedi di nuovo
again-lead = Hai effettuato l’accesso da un po’. Per proteggere il tuo account, ti chiediamo di accedere di nuovo prima di chiuderlo o di scaricare i tuoi dati.
again-button = Accedi di nuovo
again-busy = Un momento…
again-account = Torna al tuo account
