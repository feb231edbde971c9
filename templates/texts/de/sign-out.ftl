sign-out-heading = Abmelden?
sign-out-lead = Sie sind als { $email } angemeldet. Sie können jederzeit wiederkommen.
sign-out-button = Abmelden
sign-out-busy = Abmeldung läuft…
sign-out-stay = Angemeldet bleiben
