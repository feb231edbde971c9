signup-heading = Załóż konto
signup-button = Załóż konto
signup-busy = Chwileczkę…
signup-have-account = Masz już konto?
signup-login = Zaloguj się
signup-expired = Od rozpoczęcia zakładania konta minęło zbyt wiele czasu. Zacznij od nowa.
