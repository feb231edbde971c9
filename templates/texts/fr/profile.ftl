profile-heading = Nom et langue
profile-notices = M’avertir par e-mail en cas de connexion sur un nouvel appareil
profile-button = Enregistrer
profile-back = Retour à votre compte
