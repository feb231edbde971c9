sign-out-heading = Sair da conta?
sign-out-lead = Você entrou como { $email }. Pode voltar quando quiser.
sign-out-button = Sair
sign-out-busy = Saindo…
sign-out-stay = Continuar na conta
