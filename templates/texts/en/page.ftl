# What every page shares.
page-title = { $title } – { $shop }
page-title-error = Error: { $title }
page-back = Back to { $shop }
page-back-to-shop = Back to the shop
page-languages = Language
page-overloaded = We have a lot to do right now. Nothing was lost: try again in a moment.
page-price = Many emails are asked for from your network right now, so your browser does a short calculation first. Without it, the email takes a few minutes longer.
page-too-many-tries = That was too many tries. To keep accounts safe, wait { $wait } and try again.

field-email = Email
field-password = Password
field-confirm-password = Confirm password
field-code = Code
field-show = Show
field-hide = Hide
field-rule = At least { $min } characters. A few words you can remember work best.
field-strength-short = Still too short
field-strength-enough = Long enough
field-strength-strong = Long and strong

provider-continue = Continue with { $label }
provider-continue-with = Continue with
provider-or = or

problem-summary = { $count ->
    [one] There is one thing to correct
   *[other] There are { $count } things to correct
}
problem-email-missing = Enter your email
problem-email-invalid = Enter your email in full, like name@example.com
problem-email-disposable = This address is from a disposable email service. Please use another one.
problem-password-missing = Enter your password
problem-password-wrong = No account here has this address and this password. Check the password and try again.
problem-password-too-short = Choose a password of at least { $min } characters
problem-password-too-long = Choose a password of at most { $max } characters
problem-password-too-common = This password is among the first that thieves try. Choose another.
problem-password-keyboard = Rows of neighbouring keys are easy to guess. Try a few words instead.
problem-password-repetition = Repeating the same characters or words makes a password long, not strong. Try different words.
problem-password-sequence = Sequences like abcd or 6543 are easy to guess. Try a few words instead.
problem-password-date = Years and dates are easy to guess. Add a word or two.
problem-password-name = Names are easy to guess. Add a word or two.
problem-password-word = These words are easy to guess. Add one or two that nobody would expect.
problem-password-holds-email = Choose a password that doesn’t contain your email
problem-password-holds-shop = Choose a password that doesn’t contain the shop’s name
problem-passwords-differ = The two passwords are not the same
problem-code-missing = Enter the code from our email
problem-code-not-six-digits = The code has six digits
problem-code-wrong = That isn’t the code. { $left ->
    [one] You have one try left.
   *[other] You have { $left } tries left.
}

wait-seconds = { $count ->
    [one] 1 second
   *[other] { $count } seconds
}
wait-minutes = { $count ->
    [one] 1 minute
   *[other] { $count } minutes
}
wait-hours = { $count ->
    [one] 1 hour
   *[other] { $count } hours
}
wait-days = { $count ->
    [one] 1 day
   *[other] { $count } days
}

ago-now = now
ago-minutes = { $count ->
    [one] 1 minute ago
   *[other] { $count } minutes ago
}
ago-hours = { $count ->
    [one] 1 hour ago
   *[other] { $count } hours ago
}
ago-days = { $count ->
    [one] yesterday
   *[other] { $count } days ago
}

date-day = { $day } { $month } { $year }
date-january = January
date-february = February
date-march = March
date-april = April
date-may = May
date-june = June
date-july = July
date-august = August
date-september = September
date-october = October
date-november = November
date-december = December

field-new-email = New email
field-name = Name
problem-name-too-long = Use at most { $max } characters
