signup-heading = Registrieren
signup-button = Registrieren
signup-busy = Einen Moment…
signup-have-account = Haben Sie schon ein Konto?
signup-login = Anmelden
signup-expired = Sie haben vor einer Weile begonnen, sich zu registrieren, und die Zeit dafür ist abgelaufen. Bitte beginnen Sie neu.
