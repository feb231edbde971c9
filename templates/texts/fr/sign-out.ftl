sign-out-heading = Se déconnecter ?
sign-out-lead = Votre session est ouverte avec { $email }. Vous pouvez revenir quand vous voulez.
sign-out-button = Se déconnecter
sign-out-busy = Déconnexion…
sign-out-stay = Rester dans votre compte
