# What every page shares.
page-title = { $title } – { $shop }
page-title-error = Fout: { $title }
page-back = Terug naar { $shop }
page-back-to-shop = Terug naar de winkel
page-languages = Taal
page-overloaded = We hebben het nu erg druk. Er is niets verloren: probeer het zo nog eens.
page-price = Vanaf je netwerk worden nu veel e-mails aangevraagd. Daarom maakt je browser eerst een korte berekening. Zonder die berekening komt de e-mail een paar minuten later.
page-too-many-tries = Dat waren te veel pogingen. Wacht { $wait } om accounts veilig te houden en probeer het dan opnieuw.

field-email = E-mailadres
field-password = Wachtwoord
field-confirm-password = Wachtwoord herhalen
field-code = Code
field-show = Tonen
field-hide = Verbergen
field-rule = Minstens { $min } tekens. Een paar woorden die je kunt onthouden, werken het best.
field-strength-short = Nog te kort
field-strength-enough = Lang genoeg
field-strength-strong = Lang en sterk

provider-continue = Verder met { $label }
provider-continue-with = Verder met
provider-or = of

problem-summary = { $count ->
    [one] Er is één ding om te verbeteren
   *[other] Er zijn { $count } dingen om te verbeteren
}
problem-email-missing = Vul je e-mailadres in
problem-email-invalid = Vul je volledige e-mailadres in, zoals naam@example.com
problem-email-disposable = Dit e-mailadres is van een dienst voor wegwerpadressen. Gebruik een ander.
problem-password-missing = Vul je wachtwoord in
problem-password-wrong = Geen enkel account hier heeft dit adres en dit wachtwoord. Controleer het wachtwoord en probeer het opnieuw.
problem-password-too-short = Kies een wachtwoord van minstens { $min } tekens
problem-password-too-long = Kies een wachtwoord van hoogstens { $max } tekens
problem-password-too-common = Dit wachtwoord is een van de eerste die dieven proberen. Kies een ander.
problem-password-keyboard = Rijtjes toetsen naast elkaar zijn makkelijk te raden. Probeer liever een paar woorden.
problem-password-repetition = Steeds dezelfde tekens of woorden maken een wachtwoord lang, maar niet sterk. Probeer verschillende woorden.
problem-password-sequence = Reeksen als abcd of 6543 zijn makkelijk te raden. Probeer liever een paar woorden.
problem-password-date = Jaartallen en datums zijn makkelijk te raden. Voeg een of twee woorden toe.
problem-password-name = Namen zijn makkelijk te raden. Voeg een of twee woorden toe.
problem-password-word = Deze woorden zijn makkelijk te raden. Voeg er een of twee toe die niemand verwacht.
problem-password-holds-email = Kies een wachtwoord zonder je e-mailadres erin
problem-password-holds-shop = Kies een wachtwoord zonder de naam van de winkel erin
problem-passwords-differ = De twee wachtwoorden zijn niet gelijk
problem-code-missing = Vul de code uit onze e-mail in
problem-code-not-six-digits = De code heeft zes cijfers
problem-code-wrong = Dat is niet de juiste code. { $left ->
    [one] Je hebt nog één poging.
   *[other] Je hebt nog { $left } pogingen.
}

wait-seconds = { $count ->
    [one] 1 seconde
   *[other] { $count } seconden
}
wait-minutes = { $count ->
    [one] 1 minuut
   *[other] { $count } minuten
}
wait-hours = { $count ->
    [one] 1 uur
   *[other] { $count } uur
}
wait-days = { $count ->
    [one] 1 dag
   *[other] { $count } dagen
}

ago-now = nu
ago-minutes = { $count ->
    [one] 1 minuut geleden
   *[other] { $count } minuten geleden
}
ago-hours = { $count ->
    [one] 1 uur geleden
   *[other] { $count } uur geleden
}
ago-days = { $count ->
    [one] gisteren
   *[other] { $count } dagen geleden
}

date-day = { $day } { $month } { $year }
date-january = januari
date-february = februari
date-march = maart
date-april = april
date-may = mei
date-june = juni
date-july = juli
date-august = augustus
date-september = september
date-october = oktober
date-november = november
date-december = december

field-new-email = Nieuw e-mailadres
field-name = Naam
problem-name-too-long = Gebruik hoogstens { $max } tekens
