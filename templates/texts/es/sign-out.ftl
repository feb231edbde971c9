sign-out-heading = ¿Cerrar sesión?
sign-out-lead = Has iniciado sesión como { $email }. Puedes volver cuando quieras.
sign-out-button = Cerrar sesión
sign-out-busy = Cerrando sesión…
sign-out-stay = Mantener la sesión abierta
