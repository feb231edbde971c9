signed-out-heading = Déconnexion réussie
signed-out-lead = Personne d’autre ne peut ouvrir votre compte dans ce navigateur.
signed-out-already = Aucune session n’était ouverte dans ce navigateur, il n’y avait donc rien à faire.
signed-out-login = Se reconnecter
signed-out-there-too = Vos sessions ici et chez { $label } sont fermées. Personne d’autre ne peut ouvrir votre compte dans ce navigateur.
signed-out-here-only = Votre session ici est fermée, mais { $label } vous reconnaît peut-être encore. Si d’autres personnes utilisent ce navigateur, déconnectez-vous aussi là-bas.
