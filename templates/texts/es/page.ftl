# What every page shares.
page-title = { $title } – { $shop }
page-title-error = Error: { $title }
page-back = Volver a { $shop }
page-back-to-shop = Volver a la tienda
page-languages = Idioma
page-overloaded = Ahora mismo tenemos mucho trabajo. No se ha perdido nada: vuelve a intentarlo en un momento.
page-price = Ahora mismo se piden muchos correos desde tu red, así que tu navegador hace antes un breve cálculo. Sin él, el correo tarda unos minutos más.
page-too-many-tries = Han sido demasiados intentos. Para proteger las cuentas, espera { $wait } y vuelve a intentarlo.

field-email = Correo electrónico
field-password = Contraseña
field-confirm-password = Confirmar contraseña
field-code = Código
field-show = Mostrar
field-hide = Ocultar
field-rule = Al menos { $min } caracteres. Lo mejor: unas cuantas palabras que puedas recordar.
field-strength-short = Aún es corta
field-strength-enough = Longitud suficiente
field-strength-strong = Larga y segura

provider-continue = Continuar con { $label }
provider-continue-with = Continuar con
provider-or = o

problem-summary = { $count ->
    [one] Hay una cosa que corregir
   *[other] Hay { $count } cosas que corregir
}
problem-email-missing = Escribe tu correo electrónico
problem-email-invalid = Escribe tu correo completo, como nombre@example.com
problem-email-disposable = Este correo es de un servicio de direcciones desechables. Usa otro.
problem-password-missing = Escribe tu contraseña
problem-password-wrong = Ninguna cuenta aquí tiene esta dirección y esta contraseña. Revisa la contraseña y vuelve a intentarlo.
problem-password-too-short = Elige una contraseña de al menos { $min } caracteres
problem-password-too-long = Elige una contraseña de { $max } caracteres como máximo
problem-password-too-common = Esta contraseña es de las primeras que prueba un ladrón. Elige otra.
problem-password-keyboard = Las filas de teclas vecinas son fáciles de adivinar. Prueba mejor con varias palabras.
problem-password-repetition = Repetir los mismos caracteres o palabras alarga la contraseña, pero no la hace segura. Usa palabras distintas.
problem-password-sequence = Las secuencias como abcd o 6543 son fáciles de adivinar. Prueba mejor con varias palabras.
problem-password-date = Los años y las fechas son fáciles de adivinar. Añade una o dos palabras.
problem-password-name = Los nombres son fáciles de adivinar. Añade una o dos palabras.
problem-password-word = Estas palabras son fáciles de adivinar. Añade una o dos que nadie se espere.
problem-password-holds-email = Elige una contraseña que no contenga tu correo
problem-password-holds-shop = Elige una contraseña que no contenga el nombre de la tienda
problem-passwords-differ = Las dos contraseñas no coinciden
problem-code-missing = Escribe el código de nuestro correo
problem-code-not-six-digits = El código tiene seis cifras
problem-code-wrong = Ese no es el código. { $left ->
    [one] Te queda un intento.
   *[other] Te quedan { $left } intentos.
}

wait-seconds = { $count ->
    [one] 1 segundo
   *[other] { $count } segundos
}
wait-minutes = { $count ->
    [one] 1 minuto
   *[other] { $count } minutos
}
wait-hours = { $count ->
    [one] 1 hora
   *[other] { $count } horas
}
wait-days = { $count ->
    [one] 1 día
   *[other] { $count } días
}

ago-now = ahora
ago-minutes = { $count ->
    [one] hace 1 minuto
   *[other] hace { $count } minutos
}
ago-hours = { $count ->
    [one] hace 1 hora
   *[other] hace { $count } horas
}
ago-days = { $count ->
    [one] ayer
   *[other] hace { $count } días
}

date-day = { $day } de { $month } de { $year }
date-january = enero
date-february = febrero
date-march = marzo
date-april = abril
date-may = mayo
date-june = junio
date-july = julio
date-august = agosto
date-september = septiembre
date-october = octubre
date-november = noviembre
date-december = diciembre

field-new-email = Correo electrónico nuevo
field-name = Nombre
problem-name-too-long = Usa { $max } caracteres como máximo
