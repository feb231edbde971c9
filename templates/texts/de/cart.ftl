cart-heading = Diesen Warenkorb mitnehmen?
cart-lead = Sie sind angemeldet. Vorher wurde auf diesem Gerät etwas in einen Warenkorb gelegt. Sie können damit weitermachen oder ihn zurücklassen und den Warenkorb Ihres Kontos verwenden.
cart-take = Mitnehmen
cart-keep = Warenkorb meines Kontos
cart-busy = Einen Moment…
