recover-heading = Forgot your password?
recover-lead = Enter your email. We’ll send you a code and a link to choose a new one.
recover-button = Send me a code
recover-remembered = Remembered it?
recover-expired = That took too long, or was finished already. Enter your email to get a new code.
recover-sent-to = If there is an account for { $email }, a code of six digits is on its way. Enter it here, or use the link in the email.
recover-code-button = Continue
