again-heading = Reconnectez-vous d’abord
again-lead = Votre dernière connexion remonte à un certain temps. Pour protéger votre compte, nous vous demandons de vous reconnecter avant de le fermer ou de télécharger vos données.
again-button = Se reconnecter
again-busy = Un instant…
again-account = Retour à votre compte
