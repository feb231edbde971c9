handover-heading = Você entrou na sua conta
