handover-heading = Has iniciado sesión
