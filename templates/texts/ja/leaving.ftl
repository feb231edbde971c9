leaving-heading = { $label }に移動しています…
leaving-sign-in = ログインすると、すぐこちらに戻ります。
leaving-link = 移動先で一度ログインすると、こちらのアカウントと連携します。
leaving-sign-out = こちらからはログアウトしました。続けて移動先からもログアウトします。
leaving-button = { $label }に進む
