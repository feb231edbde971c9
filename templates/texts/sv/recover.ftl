recover-heading = Glömt lösenordet?
recover-lead = Ange din e-postadress. Vi skickar en kod och en länk så att du kan välja ett nytt.
recover-button = Skicka en kod
recover-remembered = Kom du på det?
recover-expired = Det tog för lång tid, eller är redan klart. Ange din e-postadress för att få en ny kod.
recover-sent-to = Om det finns ett konto för { $email } är en sexsiffrig kod på väg. Ange den här, eller använd länken i mejlet.
recover-code-button = Fortsätt
