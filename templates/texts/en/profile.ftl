profile-heading = Name and language
profile-notices = Email me when somebody signs in on a new device
profile-button = Save
profile-back = Back to your account
