leaving-heading = Ti portiamo a { $label }…
leaving-sign-in = Accedi lì e torni subito qui.
leaving-link = Accedi lì una volta: il tuo accesso sarà collegato al tuo account qui.
leaving-sign-out = Qui hai effettuato l’uscita. Ora esci anche da lì.
leaving-button = Continua su { $label }
