code-sent-to = Vi har skickat en sexsiffrig kod till { $email }. Ange den för att logga in.
