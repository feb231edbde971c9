again-heading = Primeiro entre de novo
again-lead = Já faz um tempo que você entrou. Para proteger sua conta, pedimos que entre de novo antes de encerrá-la ou de baixar seus dados.
again-button = Entrar de novo
again-busy = Um momento…
again-account = Voltar para sua conta
