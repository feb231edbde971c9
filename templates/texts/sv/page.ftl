# Det som alla sidor har gemensamt.
page-title = { $title } – { $shop }
page-title-error = Fel: { $title }
page-back = Tillbaka till { $shop }
page-back-to-shop = Tillbaka till butiken
page-languages = Språk
page-overloaded = Vi har mycket att göra just nu. Inget har gått förlorat: försök igen om en stund.
page-price = Många mejl begärs från ditt nätverk just nu, så din webbläsare gör först en kort beräkning. Utan den kommer mejlet några minuter senare.
page-too-many-tries = Det blev för många försök. För att skydda kontona: vänta { $wait } och försök igen.

field-email = E-post
field-password = Lösenord
field-confirm-password = Bekräfta lösenord
field-code = Kod
field-show = Visa
field-hide = Dölj
field-rule = Minst { $min } tecken. Några ord som du lätt minns fungerar bäst.
field-strength-short = Fortfarande för kort
field-strength-enough = Tillräckligt långt
field-strength-strong = Långt och starkt

provider-continue = Fortsätt med { $label }
provider-continue-with = Fortsätt med
provider-or = eller

problem-summary = { $count ->
    [one] En sak behöver rättas
   *[other] { $count } saker behöver rättas
}
problem-email-missing = Ange din e-postadress
problem-email-invalid = Ange hela e-postadressen, till exempel namn@example.com
problem-email-disposable = Den här adressen kommer från en tjänst för engångsadresser. Använd en annan.
problem-password-missing = Ange ditt lösenord
problem-password-wrong = Inget konto här har den här adressen och det här lösenordet. Kontrollera lösenordet och försök igen.
problem-password-too-short = Välj ett lösenord med minst { $min } tecken
problem-password-too-long = Välj ett lösenord med högst { $max } tecken
problem-password-too-common = Det här lösenordet hör till de första som tjuvar provar. Välj ett annat.
problem-password-keyboard = Tangenter som ligger i rad är lätta att gissa. Prova några ord i stället.
problem-password-repetition = Att upprepa tecken eller ord gör lösenordet längre, men inte starkare. Prova olika ord.
problem-password-sequence = Följder som abcd eller 6543 är lätta att gissa. Prova några ord i stället.
problem-password-date = Årtal och datum är lätta att gissa. Lägg till ett eller två ord.
problem-password-name = Namn är lätta att gissa. Lägg till ett eller två ord.
problem-password-word = De här orden är lätta att gissa. Lägg till ett eller två som ingen väntar sig.
problem-password-holds-email = Välj ett lösenord som inte innehåller din e-postadress
problem-password-holds-shop = Välj ett lösenord som inte innehåller butikens namn
problem-passwords-differ = Lösenorden är inte likadana
problem-code-missing = Ange koden från vårt mejl
problem-code-not-six-digits = Koden har sex siffror
problem-code-wrong = Det är inte rätt kod. { $left ->
    [one] Du har ett försök kvar.
   *[other] Du har { $left } försök kvar.
}

wait-seconds = { $count ->
    [one] 1 sekund
   *[other] { $count } sekunder
}
wait-minutes = { $count ->
    [one] 1 minut
   *[other] { $count } minuter
}
wait-hours = { $count ->
    [one] 1 timme
   *[other] { $count } timmar
}
wait-days = { $count ->
    [one] 1 dag
   *[other] { $count } dagar
}

ago-now = nu
ago-minutes = { $count ->
    [one] för 1 minut sedan
   *[other] för { $count } minuter sedan
}
ago-hours = { $count ->
    [one] för 1 timme sedan
   *[other] för { $count } timmar sedan
}
ago-days = { $count ->
    [one] i går
   *[other] för { $count } dagar sedan
}

date-day = { $day } { $month } { $year }
date-january = januari
date-february = februari
date-march = mars
date-april = april
date-may = maj
date-june = juni
date-july = juli
date-august = augusti
date-september = september
date-october = oktober
date-november = november
date-december = december

field-new-email = Ny e-postadress
field-name = Namn
problem-name-too-long = Använd högst { $max } tecken
