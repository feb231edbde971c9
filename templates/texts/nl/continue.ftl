continue-heading = Welkom terug
continue-lead = Je bent al ingelogd. Is dit het account dat je wilt gebruiken?
continue-button = Verder als { $email }
continue-busy = Een moment…
continue-other-account = Ander account gebruiken
