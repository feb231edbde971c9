continue-heading = Welcome back
continue-lead = You’re already signed in in this browser.
continue-button = Continue as { $email }
continue-busy = One moment…
continue-other-account = Use another account
