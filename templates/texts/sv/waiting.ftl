waiting-heading = Snart klart
waiting-lead = Du är inloggad, men butikens system svarar inte just nu. Inget har gått förlorat: vi fortsätter att försöka.
waiting-lead-busy = Du är inloggad, men så många kommer in just nu att det sista steget tar lite längre tid. Inget har gått förlorat, och du behöver inte logga in igen.
waiting-lead-long = Du är inloggad, men butikens system svarar fortfarande inte. Inget har gått förlorat: du kan komma tillbaka senare och fortsätta härifrån.
waiting-button = Försök igen
waiting-busy = Försöker igen…
waiting-retry-in = Nästa försök om { $time }
