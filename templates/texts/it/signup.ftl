signup-heading = Registrati
signup-button = Registrati
signup-busy = Un attimo…
signup-have-account = Hai già un account?
signup-login = Accedi
signup-shop-away = Il sistema del negozio non risponde in questo momento. Il tuo account non è ancora stato creato: riprova tra un minuto.
signup-expired = Avevi iniziato a registrarti tempo fa e quella registrazione è scaduta. Ricomincia da qui.
