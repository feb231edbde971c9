continue-heading = おかえりなさい
continue-lead = すでにログインしています。このアカウントを使いますか？
continue-button = { $email }で続ける
continue-busy = お待ちください…
continue-other-account = 別のアカウントを使う
