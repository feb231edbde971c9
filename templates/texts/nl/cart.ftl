cart-heading = Deze winkelwagen meenemen?
cart-lead = Je bent ingelogd. Daarvoor is er op dit apparaat iets in een winkelwagen gelegd. Je kunt daarmee verdergaan, of die achterlaten en de winkelwagen van je account gebruiken.
cart-take = Meenemen
cart-keep = Die van mijn account
cart-busy = Een moment…
