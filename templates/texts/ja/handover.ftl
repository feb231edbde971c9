handover-heading = ログインしました
