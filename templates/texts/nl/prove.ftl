prove-heading = Nog één stap
prove-from = Je komt van { $label }
prove-no-email = { $label } heeft ons je e-mailadres niet gegeven. Vul het in, dan sturen we je een code om te bevestigen dat het van jou is.
prove-send = Code sturen
prove-have-account = Heb je hier al een account?
prove-use-password = Gebruik het wachtwoord
prove-password-button = Bevestigen met wachtwoord
prove-cancel = Annuleren en terug
