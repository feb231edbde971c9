signup-heading = Registrati
signup-button = Registrati
signup-busy = Un attimo…
signup-have-account = Hai già un account?
signup-login = Accedi
signup-expired = Avevi iniziato a registrarti tempo fa e quella registrazione è scaduta. Ricomincia da qui.
