leaving-heading = Je gaat naar { $label }…
leaving-sign-in = Je logt daar in en komt meteen weer terug.
leaving-link = Je logt daar één keer in, en de koppeling met je account hier is gemaakt.
leaving-sign-out = Je bent hier uitgelogd. Nu loggen we je ook daar uit.
leaving-button = Verder naar { $label }
