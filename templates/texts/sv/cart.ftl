cart-heading = Ta med varukorgen?
cart-lead = Du är inloggad. Innan dess lades något i en varukorg på den här enheten. Du kan fortsätta med den, eller lämna den och använda varukorgen i ditt konto.
cart-take = Ta med den
cart-keep = Använd kontots varukorg
cart-busy = Ett ögonblick…
