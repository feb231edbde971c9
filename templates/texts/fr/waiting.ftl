waiting-heading = Vous y êtes presque
waiting-lead = La connexion a réussi, mais le système de la boutique ne répond pas pour le moment. Rien n’est perdu : nous continuons d’essayer.
waiting-lead-busy = La connexion a réussi, mais tant de monde arrive en ce moment que la dernière étape prend un peu plus de temps. Rien n’est perdu, et vous n’avez pas à vous reconnecter.
waiting-lead-long = La connexion a réussi, mais le système de la boutique ne répond toujours pas. Rien n’est perdu : vous pouvez revenir plus tard et reprendre ici.
waiting-button = Réessayer
waiting-busy = Nouvel essai…
waiting-retry-in = Prochain essai dans { $time }
