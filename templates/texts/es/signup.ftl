signup-heading = Crear cuenta
signup-button = Crear cuenta
signup-busy = Un momento…
signup-have-account = ¿Ya tienes una cuenta?
signup-login = Iniciar sesión
signup-expired = Empezaste a crear una cuenta hace un tiempo y el plazo ha caducado. Empieza de nuevo.
