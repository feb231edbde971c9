recover-heading = 忘记密码？
recover-lead = 请输入您的邮箱。我们会发送验证码和链接，供您设置新密码。
recover-button = 发送验证码
recover-remembered = 想起来了？
recover-expired = 操作超时，或已经完成。请输入您的邮箱以获取新的验证码。
recover-sent-to = 如果 { $email } 有对应的账号，六位验证码已在发送途中。请在这里输入，或使用邮件中的链接。
recover-code-button = 继续
