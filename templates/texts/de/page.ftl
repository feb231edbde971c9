# What every page shares.
page-title = { $title } – { $shop }
page-title-error = Fehler: { $title }
page-back = Zurück zu { $shop }
page-back-to-shop = Zurück zum Shop
page-languages = Sprache
page-overloaded = Wir haben gerade sehr viel zu tun. Nichts ist verloren: Versuchen Sie es gleich noch einmal.
page-price = Aus Ihrem Netzwerk werden gerade viele E-Mails angefordert, deshalb rechnet Ihr Browser zuerst einen Moment. Ohne diese Rechnung kommt die E-Mail einige Minuten später.
page-too-many-tries = Das waren zu viele Versuche. Zum Schutz der Konten warten Sie bitte { $wait } und versuchen es dann noch einmal.

field-email = E-Mail-Adresse
field-password = Passwort
field-confirm-password = Passwort wiederholen
field-code = Code
field-show = Anzeigen
field-hide = Verbergen
field-rule = Mindestens { $min } Zeichen. Am besten ein paar Wörter, die Sie sich merken können.
field-strength-short = Noch zu kurz
field-strength-enough = Lang genug
field-strength-strong = Lang und stark

provider-continue = Weiter mit { $label }
provider-continue-with = Weiter mit
provider-or = oder

problem-summary = { $count ->
    [one] Bitte korrigieren Sie eine Angabe
   *[other] Bitte korrigieren Sie { $count } Angaben
}
problem-email-missing = Geben Sie Ihre E-Mail-Adresse ein
problem-email-invalid = Geben Sie Ihre E-Mail-Adresse vollständig ein, etwa name@example.com
problem-email-disposable = Diese Adresse gehört zu einem Dienst für Wegwerfadressen. Verwenden Sie bitte eine andere.
problem-password-missing = Geben Sie Ihr Passwort ein
problem-password-wrong = Kein Konto hier hat diese Adresse und dieses Passwort. Prüfen Sie das Passwort und versuchen Sie es noch einmal.
problem-password-too-short = Wählen Sie ein Passwort mit mindestens { $min } Zeichen
problem-password-too-long = Wählen Sie ein Passwort mit höchstens { $max } Zeichen
problem-password-too-common = Dieses Passwort gehört zu den ersten, die Diebe ausprobieren. Wählen Sie ein anderes.
problem-password-keyboard = Reihen benachbarter Tasten sind leicht zu erraten. Versuchen Sie es lieber mit ein paar Wörtern.
problem-password-repetition = Wiederholte Zeichen oder Wörter machen ein Passwort lang, aber nicht stark. Nehmen Sie verschiedene Wörter.
problem-password-sequence = Folgen wie abcd oder 6543 sind leicht zu erraten. Versuchen Sie es lieber mit ein paar Wörtern.
problem-password-date = Jahre und Daten sind leicht zu erraten. Fügen Sie ein oder zwei Wörter hinzu.
problem-password-name = Namen sind leicht zu erraten. Fügen Sie ein oder zwei Wörter hinzu.
problem-password-word = Diese Wörter sind leicht zu erraten. Fügen Sie ein oder zwei hinzu, die niemand erwartet.
problem-password-holds-email = Wählen Sie ein Passwort, das Ihre E-Mail-Adresse nicht enthält
problem-password-holds-shop = Wählen Sie ein Passwort, das den Namen des Shops nicht enthält
problem-passwords-differ = Die beiden Passwörter stimmen nicht überein
problem-code-missing = Geben Sie den Code aus unserer E-Mail ein
problem-code-not-six-digits = Der Code hat sechs Ziffern
problem-code-wrong = Das ist nicht der richtige Code. { $left ->
    [one] Sie haben noch einen Versuch.
   *[other] Sie haben noch { $left } Versuche.
}

wait-seconds = { $count ->
    [one] 1 Sekunde
   *[other] { $count } Sekunden
}
wait-minutes = { $count ->
    [one] 1 Minute
   *[other] { $count } Minuten
}
wait-hours = { $count ->
    [one] 1 Stunde
   *[other] { $count } Stunden
}
wait-days = { $count ->
    [one] 1 Tag
   *[other] { $count } Tage
}

ago-now = jetzt
ago-minutes = { $count ->
    [one] vor 1 Minute
   *[other] vor { $count } Minuten
}
ago-hours = { $count ->
    [one] vor 1 Stunde
   *[other] vor { $count } Stunden
}
ago-days = { $count ->
    [one] gestern
   *[other] vor { $count } Tagen
}

date-day = { $day }. { $month } { $year }
date-january = Januar
date-february = Februar
date-march = März
date-april = April
date-may = Mai
date-june = Juni
date-july = Juli
date-august = August
date-september = September
date-october = Oktober
date-november = November
date-december = Dezember

field-new-email = Neue E-Mail-Adresse
field-name = Name
problem-name-too-long = Verwenden Sie höchstens { $max } Zeichen
