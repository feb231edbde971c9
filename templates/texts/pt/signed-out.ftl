signed-out-heading = Você saiu da sua conta
signed-out-lead = Nenhuma outra pessoa que use este navegador pode abrir sua conta.
signed-out-already = Você não tinha uma sessão aberta neste navegador, então não havia nada a fazer.
signed-out-login = Entrar de novo
signed-out-there-too = Você saiu daqui e também de { $label }. Nenhuma outra pessoa que use este navegador pode abrir sua conta.
signed-out-here-only = Você saiu daqui, mas sua sessão em { $label } talvez continue aberta. Se outras pessoas usam este navegador, saia de lá também.
