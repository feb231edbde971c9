recover-heading = Nie pamiętasz hasła?
recover-lead = Wpisz swój e-mail. Wyślemy kod i link, aby wybrać nowe.
recover-button = Wyślij mi kod
recover-remembered = Jednak pamiętasz?
recover-expired = Trwało to zbyt długo albo zostało już dokończone. Wpisz swój e-mail, aby dostać nowy kod.
recover-sent-to = Jeśli istnieje konto z adresem { $email }, sześciocyfrowy kod jest już w drodze. Wpisz go tutaj albo użyj linku z wiadomości.
recover-code-button = Dalej
