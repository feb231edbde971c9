profile-heading = Naam en taal
profile-notices = Mail me wanneer iemand op een nieuw apparaat inlogt
profile-button = Opslaan
profile-back = Terug naar je account
