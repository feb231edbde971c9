profile-heading = Nome e lingua
profile-notices = Scrivimi quando qualcuno accede da un nuovo dispositivo
profile-button = Salva
profile-back = Torna al tuo account
