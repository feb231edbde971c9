signed-out-heading = Je bent uitgelogd
signed-out-lead = Niemand anders die deze browser gebruikt, kan in je account.
signed-out-already = Je was in deze browser niet ingelogd, dus er was niets meer te doen.
signed-out-login = Opnieuw inloggen
signed-out-there-too = Je bent hier en bij { $label } uitgelogd. Niemand anders die deze browser gebruikt, kan in je account.
signed-out-here-only = Je bent hier uitgelogd, maar { $label } kent je misschien nog. Gebruiken anderen deze browser, log dan ook daar uit.
