sign-out-heading = Logga ut?
sign-out-lead = Du är inloggad som { $email }. Du kan komma tillbaka när du vill.
sign-out-button = Logga ut
sign-out-busy = Loggar ut…
sign-out-stay = Förbli inloggad
