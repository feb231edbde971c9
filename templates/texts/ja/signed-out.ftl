signed-out-heading = ログアウトしました
signed-out-lead = このブラウザを使うほかの方が、お客様のアカウントを開くことはできません。
signed-out-already = このブラウザではログインしていませんでした。必要な操作はありません。
signed-out-login = もう一度ログイン
signed-out-there-too = こちらと{ $label }からログアウトしました。このブラウザを使うほかの方が、お客様のアカウントを開くことはできません。
signed-out-here-only = こちらからはログアウトしましたが、{ $label }にはログインしたままの可能性があります。ほかの方もこのブラウザを使う場合は、そちらからもログアウトしてください。
