profile-heading = Imię, nazwisko i język
profile-notices = Wyślij mi e-mail, gdy ktoś zaloguje się na nowym urządzeniu
profile-button = Zapisz
profile-back = Wróć do swojego konta
