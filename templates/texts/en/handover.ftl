handover-heading = You’re signed in
