sign-out-heading = 要退出登录吗？
sign-out-lead = 您当前登录的账号是 { $email }。您可以随时再次登录。
sign-out-button = 退出登录
sign-out-busy = 正在退出…
sign-out-stay = 保持登录
