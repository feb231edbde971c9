waiting-heading = Quase lá
waiting-lead = Você já entrou, mas o sistema da loja não está respondendo agora. Nada se perdeu: continuamos tentando.
waiting-lead-busy = Você já entrou, mas há tanta gente chegando agora que o último passo leva um pouco mais de tempo. Nada se perdeu, e não é preciso entrar de novo.
waiting-lead-long = Você já entrou, mas o sistema da loja ainda não está respondendo. Nada se perdeu: você pode voltar mais tarde e continuar daqui.
waiting-button = Tentar de novo
waiting-busy = Tentando de novo…
waiting-retry-in = Próxima tentativa em { $time }
