signed-out-heading = Sie sind abgemeldet
signed-out-lead = Niemand sonst, der diesen Browser nutzt, kann Ihr Konto öffnen.
signed-out-already = Sie waren in diesem Browser nicht angemeldet, es gab also nichts mehr zu tun.
signed-out-login = Erneut anmelden
signed-out-there-too = Sie sind hier und bei { $label } abgemeldet. Niemand sonst, der diesen Browser nutzt, kann Ihr Konto öffnen.
signed-out-here-only = Sie sind hier abgemeldet, aber { $label } kennt Sie vielleicht noch. Wenn andere diesen Browser nutzen, melden Sie sich auch dort ab.
