continue-heading = È bello rivederti
continue-lead = Hai già effettuato l’accesso. Vuoi usare questo account?
continue-button = Continua come { $email }
continue-busy = Un attimo…
continue-other-account = Usa un altro account
