continue-heading = 欢迎回来
continue-lead = 您已登录。要使用这个账号吗？
continue-button = 以 { $email } 继续
continue-busy = 请稍候…
continue-other-account = 使用其他账号
