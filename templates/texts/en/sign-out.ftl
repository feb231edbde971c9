sign-out-heading = Sign out?
sign-out-lead = You’re signed in as { $email }. You can come back whenever you like.
sign-out-button = Sign out
sign-out-busy = Signing out…
sign-out-stay = Stay signed in
