sign-out-heading = Uitloggen?
sign-out-lead = Je bent ingelogd als { $email }. Je kunt terugkomen wanneer je wilt.
sign-out-button = Uitloggen
sign-out-busy = Bezig met uitloggen…
sign-out-stay = Ingelogd blijven
