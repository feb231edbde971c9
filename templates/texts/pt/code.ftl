code-sent-to = Enviamos um código de seis dígitos para { $email }. Digite-o para entrar.
