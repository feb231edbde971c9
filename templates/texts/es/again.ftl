again-heading = Primero inicia sesión otra vez
again-lead = Iniciaste sesión hace un tiempo. Para proteger tu cuenta, te pedimos que inicies sesión otra vez antes de cerrarla o de descargar tus datos.
again-button = Iniciar sesión otra vez
again-busy = Un momento…
again-account = Volver a tu cuenta
