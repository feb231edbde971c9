# To, co wspólne dla każdej strony.
page-title = { $title } – { $shop }
page-title-error = Błąd: { $title }
page-back = Wróć do sklepu { $shop }
page-back-to-shop = Wróć do sklepu
page-languages = Język
page-overloaded = Mamy teraz duży ruch. Nic nie przepadło: spróbuj ponownie za chwilę.
page-price = Z Twojej sieci przychodzi teraz wiele próśb o wiadomości, dlatego przeglądarka najpierw wykona krótkie obliczenie. Bez niego wiadomość dotrze kilka minut później.
page-too-many-tries = Za dużo prób. Dla bezpieczeństwa kont odczekaj { $wait } i spróbuj ponownie.

field-email = E-mail
field-password = Hasło
field-confirm-password = Powtórz hasło
field-code = Kod
field-show = Pokaż
field-hide = Ukryj
field-rule = { $min ->
    [few] Co najmniej { $min } znaki.
    [many] Co najmniej { $min } znaków.
   *[other] Co najmniej { $min } znaku.
} Najlepiej kilka słów, które łatwo zapamiętać.
field-strength-short = Jeszcze za krótkie
field-strength-enough = Wystarczająco długie
field-strength-strong = Długie i silne

provider-continue = Kontynuuj z kontem { $label }
provider-continue-with = Kontynuuj z kontem
provider-or = lub

problem-summary = { $count ->
    [one] Jedno pole do poprawienia
    [few] { $count } pola do poprawienia
    [many] { $count } pól do poprawienia
   *[other] { $count } pola do poprawienia
}
problem-email-missing = Wpisz swój e-mail
problem-email-invalid = Wpisz pełny adres e-mail, na przykład nazwa@example.com
problem-email-disposable = Ten e-mail pochodzi z serwisu adresów jednorazowych. Użyj innego.
problem-password-missing = Wpisz hasło
problem-password-wrong = Żadne konto nie ma tego adresu i tego hasła. Sprawdź hasło i spróbuj ponownie.
problem-password-too-short = Wybierz hasło o długości co najmniej { $min } znaków
problem-password-too-long = Wybierz hasło o długości najwyżej { $max } znaków
problem-password-too-common = To hasło złodzieje sprawdzają jako jedno z pierwszych. Wybierz inne.
problem-password-keyboard = Ciągi sąsiednich klawiszy łatwo odgadnąć. Użyj raczej kilku słów.
problem-password-repetition = Powtarzanie tych samych znaków lub słów wydłuża hasło, ale go nie wzmacnia. Użyj różnych słów.
problem-password-sequence = Ciągi takie jak abcd lub 6543 łatwo odgadnąć. Użyj raczej kilku słów.
problem-password-date = Lata i daty łatwo odgadnąć. Dodaj słowo lub dwa.
problem-password-name = Imiona i nazwiska łatwo odgadnąć. Dodaj słowo lub dwa.
problem-password-word = Te słowa łatwo odgadnąć. Dodaj jedno lub dwa, których nikt się nie spodziewa.
problem-password-holds-email = Wybierz hasło, które nie zawiera Twojego adresu e-mail
problem-password-holds-shop = Wybierz hasło, które nie zawiera nazwy sklepu
problem-passwords-differ = Hasła nie są takie same
problem-code-missing = Wpisz kod z naszej wiadomości e-mail
problem-code-not-six-digits = Kod ma sześć cyfr
problem-code-wrong = To nie ten kod. { $left ->
    [one] Została jedna próba.
    [few] Zostały { $left } próby.
    [many] Zostało { $left } prób.
   *[other] Zostało { $left } próby.
}

# W bierniku: „odczekaj 1 minutę”, „za 1 minutę”, „przez 1 minutę”.
wait-seconds = { $count ->
    [one] 1 sekundę
    [few] { $count } sekundy
    [many] { $count } sekund
   *[other] { $count } sekundy
}
wait-minutes = { $count ->
    [one] 1 minutę
    [few] { $count } minuty
    [many] { $count } minut
   *[other] { $count } minuty
}
wait-hours = { $count ->
    [one] 1 godzinę
    [few] { $count } godziny
    [many] { $count } godzin
   *[other] { $count } godziny
}
wait-days = { $count ->
    [one] 1 dzień
    [few] { $count } dni
    [many] { $count } dni
   *[other] { $count } dnia
}

ago-now = teraz
ago-minutes = { $count ->
    [one] minutę temu
    [few] { $count } minuty temu
    [many] { $count } minut temu
   *[other] { $count } minuty temu
}
ago-hours = { $count ->
    [one] godzinę temu
    [few] { $count } godziny temu
    [many] { $count } godzin temu
   *[other] { $count } godziny temu
}
ago-days = { $count ->
    [one] wczoraj
    [few] { $count } dni temu
    [many] { $count } dni temu
   *[other] { $count } dnia temu
}

date-day = { $day } { $month } { $year }
date-january = stycznia
date-february = lutego
date-march = marca
date-april = kwietnia
date-may = maja
date-june = czerwca
date-july = lipca
date-august = sierpnia
date-september = września
date-october = października
date-november = listopada
date-december = grudnia

field-new-email = Nowy e-mail
field-name = Imię i nazwisko
problem-name-too-long = Skróć do najwyżej { $max } znaków
