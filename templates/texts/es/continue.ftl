continue-heading = Hola de nuevo
continue-lead = Ya has iniciado sesión. ¿Es esta la cuenta que quieres usar?
continue-button = Continuar como { $email }
continue-busy = Un momento…
continue-other-account = Usar otra cuenta
