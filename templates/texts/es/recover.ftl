recover-heading = ¿Has olvidado tu contraseña?
recover-lead = Escribe tu correo. Te enviaremos un código y un enlace para elegir una nueva.
recover-button = Recibir un código
recover-remembered = ¿La has recordado?
recover-expired = Ha pasado demasiado tiempo o ya se terminó. Escribe tu correo para recibir un código nuevo.
recover-sent-to = Si hay una cuenta para { $email }, un código de seis cifras está en camino. Escríbelo aquí o usa el enlace del correo.
recover-code-button = Continuar
