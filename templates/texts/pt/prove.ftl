prove-heading = Só mais um passo
prove-from = Você vem de { $label }
prove-no-email = Não recebemos seu e-mail de { $label }. Digite-o e enviaremos um código para confirmar que ele é seu.
prove-send = Enviar código
prove-have-account = Já tem uma conta aqui?
prove-use-password = Use a senha dela
prove-password-button = Confirmar com a senha
prove-cancel = Cancelar e voltar
