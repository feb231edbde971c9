# Ciò che ogni pagina ha in comune.
page-title = { $title } – { $shop }
page-title-error = Errore: { $title }
page-back = Torna a { $shop }
page-back-to-shop = Torna al negozio
page-languages = Lingua
page-overloaded = In questo momento siamo molto occupati. Nulla è andato perso: riprova tra poco.
page-price = In questo momento dalla tua rete vengono richieste molte email, perciò il browser esegue prima un breve calcolo. Senza, l’email arriva qualche minuto più tardi.
page-too-many-tries = Troppi tentativi. Per proteggere gli account, attendi { $wait } e riprova.

field-email = Email
field-password = Password
field-confirm-password = Conferma password
field-code = Codice
field-show = Mostra
field-hide = Nascondi
field-rule = Almeno { $min } caratteri. Qualche parola facile da ricordare è la scelta migliore.
field-strength-short = Ancora troppo corta
field-strength-enough = Abbastanza lunga
field-strength-strong = Lunga e robusta

provider-continue = Continua con { $label }
provider-continue-with = Continua con
provider-or = oppure

problem-summary = { $count ->
    [one] C’è una cosa da correggere
   *[other] Ci sono { $count } cose da correggere
}
problem-email-missing = Inserisci la tua email
problem-email-invalid = Inserisci l’email completa, come nome@example.com
problem-email-disposable = Questa email è di un servizio di indirizzi usa e getta. Usane un’altra.
problem-password-missing = Inserisci la password
problem-password-wrong = Nessun account qui ha questo indirizzo e questa password. Controlla la password e riprova.
problem-password-too-short = Scegli una password di almeno { $min } caratteri
problem-password-too-long = Scegli una password di { $max } caratteri al massimo
problem-password-too-common = Questa password è tra le prime che un ladro prova. Scegline un’altra.
problem-password-keyboard = Le file di tasti vicini sono facili da indovinare. Prova con alcune parole.
problem-password-repetition = Ripetere gli stessi caratteri o le stesse parole allunga la password, ma non la rende sicura. Usa parole diverse.
problem-password-sequence = Sequenze come abcd o 6543 sono facili da indovinare. Prova con alcune parole.
problem-password-date = Anni e date sono facili da indovinare. Aggiungi una o due parole.
problem-password-name = I nomi sono facili da indovinare. Aggiungi una o due parole.
problem-password-word = Queste parole sono facili da indovinare. Aggiungine una o due che nessuno si aspetta.
problem-password-holds-email = Scegli una password che non contenga la tua email
problem-password-holds-shop = Scegli una password che non contenga il nome del negozio
problem-passwords-differ = Le due password non coincidono
problem-code-missing = Inserisci il codice ricevuto via email
problem-code-not-six-digits = Il codice ha sei cifre
problem-code-wrong = Il codice non è questo. { $left ->
    [one] Ti resta un tentativo.
   *[other] Ti restano { $left } tentativi.
}

wait-seconds = { $count ->
    [one] 1 secondo
   *[other] { $count } secondi
}
wait-minutes = { $count ->
    [one] 1 minuto
   *[other] { $count } minuti
}
wait-hours = { $count ->
    [one] 1 ora
   *[other] { $count } ore
}
wait-days = { $count ->
    [one] 1 giorno
   *[other] { $count } giorni
}

ago-now = ora
ago-minutes = { $count ->
    [one] 1 minuto fa
   *[other] { $count } minuti fa
}
ago-hours = { $count ->
    [one] 1 ora fa
   *[other] { $count } ore fa
}
ago-days = { $count ->
    [one] ieri
   *[other] { $count } giorni fa
}

date-day = { $day } { $month } { $year }
date-january = gennaio
date-february = febbraio
date-march = marzo
date-april = aprile
date-may = maggio
date-june = giugno
date-july = luglio
date-august = agosto
date-september = settembre
date-october = ottobre
date-november = novembre
date-december = dicembre

field-new-email = Nuova email
field-name = Nome
problem-name-too-long = Usa al massimo { $max } caratteri
