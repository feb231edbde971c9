letter-code-subject = { $code } is your code for { $shop }
letter-code-lead = Here is the code that confirms your email for { $shop }. Enter it on the page where you signed up.
letter-code-valid = It works once, and for { $valid } only.
letter-code-not-you = It wasn’t you? Then you need do nothing: without this code nobody can use your address. Never pass the code on. We will never ask you for it on the phone or in a message.
letter-account-exists-subject = You already have an account at { $shop }
letter-account-exists-lead = Somebody, probably you, tried to sign up at { $shop } with this email. You already have an account here, so there is nothing to sign up for.
letter-account-exists-link = Login to your account
letter-account-exists-not-you = It wasn’t you? Then you need do nothing: nothing was changed, and nobody was told that you have an account.
