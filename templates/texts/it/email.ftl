email-sent-to = Abbiamo inviato un codice di sei cifre a { $email }. Inseriscilo per renderla l’email del tuo account.
