code-sent-to = Hemos enviado un código de seis cifras a { $email }. Escríbelo para iniciar sesión.
