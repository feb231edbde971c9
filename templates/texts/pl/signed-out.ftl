signed-out-heading = Wylogowano
signed-out-lead = Nikt inny w tej przeglądarce nie otworzy Twojego konta.
signed-out-already = W tej przeglądarce żadne konto nie było zalogowane, więc nie trzeba nic robić.
signed-out-login = Zaloguj się ponownie
signed-out-there-too = Wylogowano tutaj i na stronie { $label }. Nikt inny w tej przeglądarce nie otworzy Twojego konta.
signed-out-here-only = Wylogowano tutaj, ale { $label } może Cię nadal pamiętać. Jeśli z tej przeglądarki korzystają też inni, wyloguj się także tam.
