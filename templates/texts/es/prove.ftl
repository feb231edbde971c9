prove-heading = Un paso más
prove-from = Vienes de { $label }
prove-no-email = { $label } no nos ha dado tu correo. Escríbelo y te enviaremos un código para confirmar que es tuyo.
prove-send = Enviar código
prove-have-account = ¿Ya tienes una cuenta aquí?
prove-use-password = Usa su contraseña
prove-password-button = Confirmar con contraseña
prove-cancel = Cancelar y volver
