leaving-heading = Przechodzimy na stronę { $label }…
leaving-sign-in = Tam się zalogujesz i od razu tu wrócisz.
leaving-link = Wystarczy zalogować się tam jeden raz, a tamto konto połączy się z Twoim kontem tutaj.
leaving-sign-out = Tutaj już wylogowano. Teraz nastąpi wylogowanie także tam.
leaving-button = Przejdź na stronę { $label }
