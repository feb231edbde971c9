leaving-heading = Levando você para { $label }…
leaving-sign-in = Você entra lá e volta logo em seguida.
leaving-link = Entre lá uma vez, e o vínculo com sua conta aqui estará feito.
leaving-sign-out = Você já saiu daqui. Agora vamos encerrar a sessão lá também.
leaving-button = Continuar para { $label }
