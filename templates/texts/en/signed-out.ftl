signed-out-heading = You’re signed out
signed-out-lead = Nobody else who uses this browser can open your account.
signed-out-already = You weren’t signed in in this browser, so there was nothing left to do.
signed-out-login = Login again
signed-out-there-too = You’re signed out here and at { $label }. Nobody else who uses this browser can open your account.
signed-out-here-only = You’re signed out here, but { $label } may still know you. If others use this browser, sign out there, too.
