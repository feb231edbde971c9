prove-heading = Encore une étape
prove-from = Vous arrivez via { $label }
prove-no-email = { $label } ne nous a pas transmis votre adresse e-mail. Saisissez-la, et nous vous enverrons un code pour confirmer qu’elle est à vous.
prove-send = Envoyer le code
prove-have-account = Vous avez déjà un compte ici ?
prove-use-password = Utiliser son mot de passe
prove-password-button = Confirmer par mot de passe
prove-cancel = Annuler et revenir
