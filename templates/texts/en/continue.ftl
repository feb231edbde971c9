continue-heading = Welcome back
continue-lead = You’re already signed in. Is this the account you want to use?
continue-button = Continue as { $email }
continue-busy = One moment…
continue-other-account = Use another account
