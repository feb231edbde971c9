recover-heading = Esqueceu a senha?
recover-lead = Digite seu e-mail. Enviaremos um código e um link para você escolher uma nova.
recover-button = Receber um código
recover-remembered = Lembrou?
recover-expired = Demorou demais ou já foi concluído. Digite seu e-mail para receber um novo código.
recover-sent-to = Se houver uma conta para { $email }, um código de seis dígitos está a caminho. Digite-o aqui ou use o link do e-mail.
recover-code-button = Continuar
