code-sent-to = Abbiamo inviato un codice di sei cifre a { $email }. Inseriscilo per accedere.
