prove-heading = Noch ein Schritt
prove-from = Sie kommen von { $label }
prove-no-email = { $label } hat uns Ihre E-Mail-Adresse nicht mitgeteilt. Geben Sie sie ein, und wir senden Ihnen einen Code, mit dem Sie bestätigen, dass sie Ihnen gehört.
prove-send = Code senden
prove-have-account = Haben Sie hier schon ein Konto?
prove-use-password = Passwort verwenden
prove-password-button = Mit Passwort bestätigen
prove-cancel = Abbrechen und zurück
