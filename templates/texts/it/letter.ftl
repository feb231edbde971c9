letter-code-subject = { $code } è il tuo codice per { $shop }
letter-code-lead = Ecco il codice che conferma la tua email per { $shop }. Inseriscilo nella pagina di registrazione.
letter-code-valid = Vale una volta sola, entro { $valid }.
letter-code-not-you = Se non l’hai chiesto tu, non devi fare nulla: senza il codice nessuno può usare il tuo indirizzo. Non darlo a nessuno: non te lo chiederemo mai per telefono o in un messaggio.
letter-account-exists-subject = Hai già un account presso { $shop }
letter-account-exists-lead = Qualcuno, probabilmente tu, ha provato a registrarsi presso { $shop } con questa email. Hai già un account: puoi accedere subito.
letter-account-exists-link = Accedi al tuo account
letter-account-exists-not-you = Se non eri tu, non devi fare nulla: nulla è cambiato e a nessuno è stato detto che hai un account.
