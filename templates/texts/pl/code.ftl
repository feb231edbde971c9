code-sent-to = Wysłaliśmy sześciocyfrowy kod na adres { $email }. Wpisz go, aby się zalogować.
