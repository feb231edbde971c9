code-sent-to = Nous avons envoyé un code à six chiffres à { $email }. Saisissez-le pour vous connecter.
