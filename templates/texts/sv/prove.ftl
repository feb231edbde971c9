prove-heading = Ett steg till
prove-from = Du kommer från { $label }
prove-no-email = { $label } gav oss inte din e-postadress. Ange den, så skickar vi en kod som bekräftar att den är din.
prove-send = Skicka kod
prove-have-account = Har du redan ett konto här?
prove-use-password = Använd dess lösenord
prove-password-button = Bekräfta med lösenord
prove-cancel = Avbryt och gå tillbaka
