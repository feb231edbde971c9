handover-heading = Connexion réussie
