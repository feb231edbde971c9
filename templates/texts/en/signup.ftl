signup-heading = Sign up
signup-button = Sign up
signup-busy = One moment…
signup-have-account = Already have an account?
signup-login = Login
signup-expired = You began to sign up a while ago and that has run out. Please start again.
