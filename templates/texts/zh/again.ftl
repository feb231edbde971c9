again-heading = 请先重新登录
again-lead = 距您上次登录已有一段时间。为保护您的账号，请先重新登录，再注销账号或下载数据。
again-button = 重新登录
again-busy = 请稍候…
again-account = 返回您的账号
