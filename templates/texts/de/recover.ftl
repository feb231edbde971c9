recover-heading = Passwort vergessen?
recover-lead = Geben Sie Ihre E-Mail-Adresse ein. Wir senden Ihnen einen Code und einen Link, mit denen Sie ein neues wählen.
recover-button = Code senden
recover-remembered = Wieder eingefallen?
recover-expired = Das hat zu lange gedauert oder wurde bereits abgeschlossen. Geben Sie Ihre E-Mail-Adresse ein, um einen neuen Code zu bekommen.
recover-sent-to = Wenn es ein Konto für { $email } gibt, ist ein Code mit sechs Ziffern unterwegs. Geben Sie ihn hier ein oder nutzen Sie den Link in der E-Mail.
recover-code-button = Weiter
