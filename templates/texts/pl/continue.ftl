continue-heading = Witaj ponownie
continue-lead = Twoje konto jest już zalogowane. Czy chcesz użyć właśnie tego?
continue-button = Kontynuuj jako { $email }
continue-busy = Chwileczkę…
continue-other-account = Użyj innego konta
