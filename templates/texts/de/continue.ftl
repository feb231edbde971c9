continue-heading = Willkommen zurück
continue-lead = Sie sind bereits angemeldet. Möchten Sie dieses Konto verwenden?
continue-button = Weiter als { $email }
continue-busy = Einen Moment…
continue-other-account = Anderes Konto verwenden
