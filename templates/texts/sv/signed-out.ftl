signed-out-heading = Du är utloggad
signed-out-lead = Ingen annan som använder den här webbläsaren kan öppna ditt konto.
signed-out-already = Du var inte inloggad i den här webbläsaren, så det fanns inget att göra.
signed-out-login = Logga in igen
signed-out-there-too = Du är utloggad här och hos { $label }. Ingen annan som använder den här webbläsaren kan öppna ditt konto.
signed-out-here-only = Du är utloggad här, men { $label } kanske fortfarande känner igen dig. Om andra använder den här webbläsaren, logga ut där också.
