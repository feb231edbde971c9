signed-out-heading = Has cerrado sesión
signed-out-lead = Ninguna otra persona que use este navegador puede abrir tu cuenta.
signed-out-already = No tenías una sesión abierta en este navegador, así que no había nada que hacer.
signed-out-login = Iniciar sesión otra vez
signed-out-there-too = Has cerrado sesión aquí y en { $label }. Ninguna otra persona que use este navegador puede abrir tu cuenta.
signed-out-here-only = Has cerrado sesión aquí, pero puede que { $label } aún te reconozca. Si otras personas usan este navegador, cierra sesión también allí.
