profile-heading = 名前と言語
profile-notices = 新しい端末でのログインをメールで知らせる
profile-button = 保存
profile-back = アカウントに戻る
