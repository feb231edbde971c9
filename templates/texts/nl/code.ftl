code-sent-to = We hebben een code van zes cijfers gestuurd naar { $email }. Vul hem in om in te loggen.
