leaving-heading = Redirection vers { $label }…
leaving-sign-in = Vous vous y connectez, puis vous revenez aussitôt ici.
leaving-link = Connectez-vous-y une fois, et l’association avec votre compte ici sera faite.
leaving-sign-out = Votre session est fermée ici. Nous la fermons maintenant là-bas aussi.
leaving-button = Continuer vers { $label }
