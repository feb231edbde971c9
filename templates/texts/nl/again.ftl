again-heading = Log eerst opnieuw in
again-lead = Je bent een tijdje geleden ingelogd. Om je account te beschermen, vragen we je opnieuw in te loggen voordat je het sluit of je gegevens downloadt.
again-button = Opnieuw inloggen
again-busy = Een moment…
again-account = Terug naar je account
