again-heading = Najpierw zaloguj się ponownie
again-lead = Od logowania minęło już trochę czasu. Dla ochrony Twojego konta prosimy o ponowne zalogowanie przed jego zamknięciem lub pobraniem danych.
again-button = Zaloguj się ponownie
again-busy = Chwileczkę…
again-account = Wróć do swojego konta
