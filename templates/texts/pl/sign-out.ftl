sign-out-heading = Wylogować się?
sign-out-lead = Zalogowane konto: { $email }. Możesz wrócić w dowolnej chwili.
sign-out-button = Wyloguj się
sign-out-busy = Wylogowywanie…
sign-out-stay = Nie wylogowuj się
