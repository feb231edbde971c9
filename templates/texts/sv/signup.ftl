signup-heading = Skapa konto
signup-button = Skapa konto
signup-busy = Ett ögonblick…
signup-have-account = Har du redan ett konto?
signup-login = Logga in
signup-expired = Det var ett tag sedan du började skapa ditt konto, och tiden har gått ut. Börja om.
