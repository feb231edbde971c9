signup-heading = 新規登録
signup-button = 新規登録
signup-busy = お待ちください…
signup-have-account = アカウントをお持ちですか？
signup-login = ログイン
signup-expired = 新規登録の手続きの有効期限が切れました。最初からやり直してください。
