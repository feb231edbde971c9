signed-out-heading = You’re signed out
signed-out-lead = Nobody else who uses this browser can open your account.
signed-out-already = You weren’t signed in in this browser, so there was nothing left to do.
signed-out-login = Login again
