recover-heading = Hai dimenticato la password?
recover-lead = Inserisci la tua email. Ti invieremo un codice e un link per sceglierne una nuova.
recover-button = Inviami un codice
recover-remembered = Te la sei ricordata?
recover-expired = È passato troppo tempo, oppure hai già finito. Inserisci la tua email per ricevere un nuovo codice.
recover-sent-to = Se c’è un account per { $email }, un codice di sei cifre è in arrivo. Inseriscilo qui, oppure usa il link nell’email.
recover-code-button = Continua
