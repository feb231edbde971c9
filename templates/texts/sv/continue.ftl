continue-heading = Välkommen tillbaka
continue-lead = Du är redan inloggad. Är det här kontot du vill använda?
continue-button = Fortsätt som { $email }
continue-busy = Ett ögonblick…
continue-other-account = Använd ett annat konto
