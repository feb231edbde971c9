leaving-heading = Vi tar dig till { $label }…
leaving-sign-in = Du loggar in där och kommer direkt tillbaka hit.
leaving-link = Du loggar in där en gång, så kopplas det till ditt konto här.
leaving-sign-out = Du är utloggad här. Nu loggas du ut där också.
leaving-button = Gå vidare till { $label }
