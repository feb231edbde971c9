signup-heading = Créer un compte
signup-button = Créer un compte
signup-busy = Un instant…
signup-have-account = Vous avez déjà un compte ?
signup-login = Se connecter
signup-expired = Vous aviez commencé à créer un compte il y a quelque temps, et le délai est passé. Veuillez recommencer.
