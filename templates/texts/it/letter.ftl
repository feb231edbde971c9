letter-code-subject = { $code } è il tuo codice per { $shop }
letter-code-lead = Ecco il codice che conferma la tua email per { $shop }. Inseriscilo nella pagina di registrazione.
letter-code-valid = Vale una volta sola e per { $valid }.
letter-code-not-you = Non l’hai chiesto tu? Non devi fare nulla: senza questo codice nessuno può usare il tuo indirizzo. Non dare il codice a nessuno. Non te lo chiederemo mai al telefono o in un messaggio.
letter-account-exists-subject = Hai già un account presso { $shop }
letter-account-exists-lead = Qualcuno, probabilmente tu, ha provato a registrarsi presso { $shop } con questa email. Hai già un account qui: non serve registrarsi.
letter-account-exists-link = Accedi al tuo account
letter-account-exists-not-you = Non eri tu? Non devi fare nulla: nulla è cambiato e a nessuno è stato detto che hai un account.
