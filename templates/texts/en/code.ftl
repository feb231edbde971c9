code-sent-to = We’ve sent a code of six digits to { $email }. Enter it to log in.
