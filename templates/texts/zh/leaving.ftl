leaving-heading = 正在前往 { $label }…
leaving-sign-in = 在那里登录后，您会立即返回这里。
leaving-link = 在那里登录一次，即可与您在这里的账号绑定。
leaving-sign-out = 您已在这里退出登录，接下来也会在那里退出。
leaving-button = 前往 { $label }
