signup-heading = Account aanmaken
signup-button = Account aanmaken
signup-busy = Een moment…
signup-have-account = Heb je al een account?
signup-login = Inloggen
signup-expired = Je begon een tijdje geleden een account aan te maken, en de tijd daarvoor is om. Begin opnieuw.
