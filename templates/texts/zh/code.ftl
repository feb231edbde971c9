code-sent-to = 我们已将六位验证码发送至 { $email }。请输入验证码以登录。
