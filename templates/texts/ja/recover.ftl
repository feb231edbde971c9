recover-heading = パスワードをお忘れですか？
recover-lead = メールアドレスを入力してください。新しいパスワードを設定するためのコードとリンクをお送りします。
recover-button = コードを受け取る
recover-remembered = 思い出しましたか？
recover-expired = 時間切れか、すでに完了しています。新しいコードを受け取るには、メールアドレスを入力してください。
recover-sent-to = { $email }のアカウントがある場合は、6桁のコードが届きます。ここに入力するか、メールのリンクをお使いください。
recover-code-button = 続ける
