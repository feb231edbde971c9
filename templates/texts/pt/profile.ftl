profile-heading = Nome e idioma
profile-notices = Avise-me por e-mail quando alguém entrar em um novo dispositivo
profile-button = Salvar
profile-back = Voltar para sua conta
