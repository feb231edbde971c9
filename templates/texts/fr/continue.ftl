continue-heading = Bon retour parmi nous
continue-lead = Votre session est déjà ouverte. Est-ce bien le compte que vous voulez utiliser ?
continue-button = Continuer avec { $email }
continue-busy = Un instant…
continue-other-account = Utiliser un autre compte
