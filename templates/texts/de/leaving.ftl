leaving-heading = Weiter zu { $label }…
leaving-sign-in = Sie melden sich dort an und kommen gleich wieder zurück.
leaving-link = Sie melden sich dort einmal an, dann ist der Zugang mit Ihrem Konto hier verknüpft.
leaving-sign-out = Hier sind Sie abgemeldet. Nun werden Sie auch dort abgemeldet.
leaving-button = Weiter zu { $label }
