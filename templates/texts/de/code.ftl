code-sent-to = Wir haben einen Code mit sechs Ziffern an { $email } gesendet. Geben Sie ihn ein, um sich anzumelden.
