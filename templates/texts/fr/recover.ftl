recover-heading = Mot de passe oublié ?
recover-lead = Saisissez votre adresse e-mail. Nous vous enverrons un code et un lien pour en choisir un nouveau.
recover-button = Recevoir un code
recover-remembered = Il vous est revenu ?
recover-expired = Cela a pris trop de temps, ou a déjà été terminé. Saisissez votre adresse e-mail pour recevoir un nouveau code.
recover-sent-to = S’il existe un compte pour { $email }, un code à six chiffres est en route. Saisissez-le ici, ou utilisez le lien dans l’e-mail.
recover-code-button = Continuer
