handover-heading = 您已登录
