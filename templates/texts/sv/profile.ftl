profile-heading = Namn och språk
profile-notices = Mejla mig när någon loggar in på en ny enhet
profile-button = Spara
profile-back = Tillbaka till ditt konto
