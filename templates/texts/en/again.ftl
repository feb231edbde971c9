again-heading = Sign in again first
again-lead = You signed in a while ago. To protect your account, we ask you to sign in again before you close it or download your data.
again-button = Sign in again
again-busy = One moment…
again-account = Back to your account
