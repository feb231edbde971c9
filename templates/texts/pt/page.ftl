# What every page shares.
page-title = { $title } – { $shop }
page-title-error = Erro: { $title }
page-back = Voltar para { $shop }
page-back-to-shop = Voltar para a loja
page-languages = Idioma
page-overloaded = Estamos com muito movimento agora. Nada se perdeu: tente de novo em instantes.
page-price = Muitos e-mails estão sendo pedidos da sua rede agora, por isso o navegador faz primeiro um cálculo rápido. Sem ele, o e-mail leva alguns minutos a mais.
page-too-many-tries = Foram tentativas demais. Para proteger as contas, espere { $wait } e tente de novo.

field-email = E-mail
field-password = Senha
field-confirm-password = Confirmar senha
field-code = Código
field-show = Mostrar
field-hide = Ocultar
field-rule = Pelo menos { $min } caracteres. O melhor são algumas palavras fáceis de lembrar.
field-strength-short = Ainda curta
field-strength-enough = Tamanho suficiente
field-strength-strong = Longa e forte

provider-continue = Continuar com { $label }
provider-continue-with = Continuar com
provider-or = ou

problem-summary = { $count ->
    [one] Há uma coisa a corrigir
   *[other] Há { $count } coisas a corrigir
}
problem-email-missing = Digite seu e-mail
problem-email-invalid = Digite o e-mail completo, como nome@example.com
problem-email-disposable = Este e-mail é de um serviço de endereços descartáveis. Use outro.
problem-password-missing = Digite sua senha
problem-password-wrong = Nenhuma conta aqui tem este endereço e esta senha. Confira a senha e tente de novo.
problem-password-too-short = Escolha uma senha com pelo menos { $min } caracteres
problem-password-too-long = Escolha uma senha com no máximo { $max } caracteres
problem-password-too-common = Esta senha está entre as primeiras que um ladrão tenta. Escolha outra.
problem-password-keyboard = Sequências de teclas vizinhas são fáceis de adivinhar. Prefira algumas palavras.
problem-password-repetition = Repetir os mesmos caracteres ou palavras deixa a senha longa, mas não forte. Use palavras diferentes.
problem-password-sequence = Sequências como abcd ou 6543 são fáceis de adivinhar. Prefira algumas palavras.
problem-password-date = Anos e datas são fáceis de adivinhar. Acrescente uma ou duas palavras.
problem-password-name = Nomes são fáceis de adivinhar. Acrescente uma ou duas palavras.
problem-password-word = Estas palavras são fáceis de adivinhar. Acrescente uma ou duas que ninguém espere.
problem-password-holds-email = Escolha uma senha que não contenha seu e-mail
problem-password-holds-shop = Escolha uma senha que não contenha o nome da loja
problem-passwords-differ = As duas senhas não são iguais
problem-code-missing = Digite o código do nosso e-mail
problem-code-not-six-digits = O código tem seis dígitos
problem-code-wrong = O código não é esse. { $left ->
    [one] Resta uma tentativa.
   *[other] Restam { $left } tentativas.
}

wait-seconds = { $count ->
    [one] { $count } segundo
   *[other] { $count } segundos
}
wait-minutes = { $count ->
    [one] { $count } minuto
   *[other] { $count } minutos
}
wait-hours = { $count ->
    [one] { $count } hora
   *[other] { $count } horas
}
wait-days = { $count ->
    [one] { $count } dia
   *[other] { $count } dias
}

ago-now = agora
ago-minutes = { $count ->
    [one] há { $count } minuto
   *[other] há { $count } minutos
}
ago-hours = { $count ->
    [one] há { $count } hora
   *[other] há { $count } horas
}
ago-days = { $count ->
    [one] ontem
   *[other] há { $count } dias
}

date-day = { $day } de { $month } de { $year }
date-january = janeiro
date-february = fevereiro
date-march = março
date-april = abril
date-may = maio
date-june = junho
date-july = julho
date-august = agosto
date-september = setembro
date-october = outubro
date-november = novembro
date-december = dezembro

field-new-email = Novo e-mail
field-name = Nome
problem-name-too-long = Use no máximo { $max } caracteres
