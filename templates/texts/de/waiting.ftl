waiting-heading = Fast geschafft
waiting-lead = Sie sind angemeldet, aber das System des Shops antwortet gerade nicht. Nichts ist verloren: Wir versuchen es weiter.
waiting-lead-busy = Sie sind angemeldet, aber gerade kommen so viele Menschen herein, dass der letzte Schritt etwas länger dauert. Nichts ist verloren, und Sie müssen sich nicht noch einmal anmelden.
waiting-lead-long = Sie sind angemeldet, aber das System des Shops antwortet noch immer nicht. Nichts ist verloren: Sie können später wiederkommen und hier weitermachen.
waiting-button = Noch einmal versuchen
waiting-busy = Neuer Versuch…
waiting-retry-in = Nächster Versuch in { $time }
