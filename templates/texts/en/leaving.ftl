leaving-heading = Taking you to { $label }…
leaving-sign-in = You sign in there and come right back.
leaving-link = You sign in there once, and it is linked with your account here.
leaving-sign-out = You’re signed out here. Now you’re signed out there, too.
leaving-button = Go on to { $label }
