signup-heading = 注册
signup-button = 注册
signup-busy = 请稍候…
signup-have-account = 已有账号？
signup-login = 登录
signup-expired = 您此前开始的注册已过期，请重新开始。
