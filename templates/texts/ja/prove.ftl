prove-heading = あと1ステップです
prove-from = { $label }のアカウント
prove-no-email = { $label }からメールアドレスを受け取れませんでした。入力していただくと、ご本人確認のコードをお送りします。
prove-send = コードを送信
prove-have-account = アカウントをお持ちですか？
prove-use-password = パスワードを使う
prove-password-button = パスワードで確認
prove-cancel = キャンセルして戻る
