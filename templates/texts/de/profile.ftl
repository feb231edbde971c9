profile-heading = Name und Sprache
profile-notices = E-Mail an mich, wenn sich jemand auf einem neuen Gerät anmeldet
profile-button = Speichern
profile-back = Zurück zu Ihrem Konto
