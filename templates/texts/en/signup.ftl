signup-heading = Sign up
signup-button = Sign up
signup-busy = One moment…
signup-have-account = Already have an account?
signup-login = Login
signup-shop-away = The shop’s system isn’t answering right now. Your account has not been made yet: try again in a minute.
signup-expired = You began to sign up a while ago and that has run out. Please start again.
