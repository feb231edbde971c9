sign-out-heading = ログアウトしますか？
sign-out-lead = { $email }でログインしています。またいつでもログインできます。
sign-out-button = ログアウト
sign-out-busy = ログアウト中…
sign-out-stay = ログインしたままにする
