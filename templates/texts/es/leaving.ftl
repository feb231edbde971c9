leaving-heading = Te llevamos a { $label }…
leaving-sign-in = Inicias sesión allí y vuelves enseguida.
leaving-link = Inicia sesión allí una vez y el acceso quedará vinculado con tu cuenta aquí.
leaving-sign-out = Aquí ya has cerrado sesión. Ahora la cerramos también allí.
leaving-button = Continuar a { $label }
