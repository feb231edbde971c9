waiting-heading = Almost there
waiting-lead = You’re signed in, but the shop’s system isn’t answering right now. Nothing is lost: we keep trying.
waiting-lead-busy = You’re signed in, but so many people are coming in right now that the last step takes a moment longer. Nothing is lost, and you needn’t sign in again.
waiting-lead-long = You’re signed in, but the shop’s system still isn’t answering. Nothing is lost: you can come back later and go on from here.
waiting-button = Try again
waiting-busy = Trying again…
waiting-retry-in = Next try in { $time }
