prove-heading = One more step
prove-from = You come from { $label }
prove-no-email = { $label } didn’t tell us your email. Enter it, and we’ll send you a code to confirm that it’s yours.
prove-send = Send code
prove-have-account = Already have an account here?
prove-use-password = Use its password
prove-password-button = Confirm with password
prove-cancel = Cancel and go back
