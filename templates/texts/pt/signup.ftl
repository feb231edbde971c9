signup-heading = Criar conta
signup-button = Criar conta
signup-busy = Um momento…
signup-have-account = Já tem uma conta?
signup-login = Entrar
signup-expired = Você começou a criar uma conta há algum tempo e o prazo expirou. Comece de novo.
