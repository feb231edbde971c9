profile-heading = 姓名和语言
profile-notices = 有人在新设备上登录时，发邮件通知我
profile-button = 保存
profile-back = 返回您的账号
