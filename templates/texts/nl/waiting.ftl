waiting-heading = Bijna klaar
waiting-lead = Je bent ingelogd, maar het systeem van de winkel reageert nu niet. Er is niets verloren: we blijven het proberen.
waiting-lead-busy = Je bent ingelogd, maar er komen nu zoveel mensen binnen dat de laatste stap iets langer duurt. Er is niets verloren, en je hoeft niet opnieuw in te loggen.
waiting-lead-long = Je bent ingelogd, maar het systeem van de winkel reageert nog steeds niet. Er is niets verloren: je kunt later terugkomen en hier verdergaan.
waiting-button = Opnieuw proberen
waiting-busy = Nieuwe poging…
waiting-retry-in = Volgende poging over { $time }
