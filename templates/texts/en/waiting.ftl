waiting-heading = Almost there
waiting-lead = You’re signed in, but the shop’s system isn’t answering right now. Nothing is lost: we keep trying.
waiting-lead-busy = You’re signed in. So many people are coming in just now that it takes a moment longer. Nothing is lost: we go on by ourselves.
waiting-lead-long = You’re signed in, but the shop’s system still isn’t answering. Nothing is lost: you can come back later and go on from here.
waiting-button = Try again
waiting-busy = Trying again…
waiting-retry-in = Next try in { $time }
