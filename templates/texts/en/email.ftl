email-sent-to = We’ve sent a code of six digits to { $email }. Enter it to make this the email of your account.
