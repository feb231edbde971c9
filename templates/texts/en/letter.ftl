letter-code-subject = { $code } is your code for { $shop }
letter-code-lead = Here is the code that confirms your email for { $shop }. Enter it on the page where you signed up.
letter-code-valid = It works once, within the next { $valid }.
letter-code-not-you = If this wasn’t you, there is nothing to do: without the code nobody can use your address. Never share it. We’ll never ask you for it by phone or message.
letter-account-exists-subject = You already have an account at { $shop }
letter-account-exists-lead = Somebody, probably you, tried to sign up at { $shop } with this email. You already have an account, so you can log in with it right away.
letter-account-exists-link = Login to your account
letter-account-exists-not-you = If this wasn’t you, there is nothing to do: nothing was changed, and nobody was told that you have an account.
