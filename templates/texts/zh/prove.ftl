prove-heading = 还差一步
prove-from = 您来自 { $label }
prove-no-email = { $label } 没有向我们提供您的邮箱。请输入邮箱，我们会发送验证码，以确认它属于您。
prove-send = 发送验证码
prove-have-account = 在这里已有账号？
prove-use-password = 使用该账号的密码
prove-password-button = 用密码确认
prove-cancel = 取消并返回
