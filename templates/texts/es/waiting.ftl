waiting-heading = Ya casi está
waiting-lead = Has iniciado sesión, pero el sistema de la tienda no responde en este momento. No se ha perdido nada: seguimos intentándolo.
waiting-lead-busy = Has iniciado sesión, pero está entrando tanta gente que el último paso tarda un poco más. No se ha perdido nada y no tienes que iniciar sesión otra vez.
waiting-lead-long = Has iniciado sesión, pero el sistema de la tienda sigue sin responder. No se ha perdido nada: puedes volver más tarde y continuar desde aquí.
waiting-button = Reintentar
waiting-busy = Reintentando…
waiting-retry-in = Próximo intento en { $time }
