prove-heading = Jeszcze jeden krok
prove-from = Konto { $label }
prove-no-email = { $label } nie podaje nam Twojego adresu e-mail. Wpisz go, a wyślemy kod, który potwierdzi, że należy do Ciebie.
prove-send = Wyślij kod
prove-have-account = Masz już tutaj konto?
prove-use-password = Użyj hasła tego konta
prove-password-button = Potwierdź hasłem
prove-cancel = Anuluj i wróć
