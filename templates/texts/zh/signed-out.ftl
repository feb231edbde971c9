signed-out-heading = 您已退出登录
signed-out-lead = 使用此浏览器的其他人无法打开您的账号。
signed-out-already = 您未在此浏览器中登录，无需任何操作。
signed-out-login = 重新登录
signed-out-there-too = 您已退出这里和 { $label } 的登录。使用此浏览器的其他人无法打开您的账号。
signed-out-here-only = 您已在这里退出登录，但 { $label } 可能仍保持登录。如果有其他人使用此浏览器，请在那里也退出登录。
