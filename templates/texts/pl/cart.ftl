cart-heading = Zabrać ten koszyk ze sobą?
cart-lead = Logowanie się udało. Wcześniej na tym urządzeniu coś trafiło do koszyka. Możesz kontynuować z tym koszykiem albo go zostawić i użyć koszyka ze swojego konta.
cart-take = Zabierz koszyk
cart-keep = Użyj koszyka z konta
cart-busy = Chwileczkę…
