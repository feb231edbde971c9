again-heading = 先にもう一度ログインしてください
again-lead = ログインしてから時間がたっています。アカウントの保護のため、退会やデータのダウンロードの前に、もう一度ログインをお願いしています。
again-button = もう一度ログイン
again-busy = お待ちください…
again-account = アカウントに戻る
