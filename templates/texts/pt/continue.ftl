continue-heading = Que bom ver você de novo
continue-lead = Você já entrou. É esta a conta que você quer usar?
continue-button = Continuar como { $email }
continue-busy = Um momento…
continue-other-account = Usar outra conta
