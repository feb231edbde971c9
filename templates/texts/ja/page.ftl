# すべてのページに共通の文言。
page-title = { $title } – { $shop }
page-title-error = エラー：{ $title }
page-back = { $shop }に戻る
page-back-to-shop = ショップに戻る
page-languages = 言語
page-overloaded = ただいま混み合っています。失われたものはありません。しばらくしてから、もう一度お試しください。
page-price = 現在、お使いのネットワークから多くのメールが要求されているため、ブラウザーが最初に短い計算を行います。計算を行わない場合、メールの到着が数分遅れます。
page-too-many-tries = 試行回数が多すぎます。アカウントの安全のため、{ $wait }待ってから、もう一度お試しください。

field-email = メールアドレス
field-password = パスワード
field-confirm-password = パスワード（確認）
field-code = コード
field-show = 表示
field-hide = 非表示
field-rule = { $min }文字以上。覚えやすい単語をいくつか組み合わせるのがおすすめです。
field-strength-short = まだ短すぎます
field-strength-enough = 十分な長さです
field-strength-strong = 長くて強力です

provider-continue = { $label }で続ける
provider-continue-with = 次のアカウントで続ける
provider-or = または

problem-summary = 入力内容を確認してください（{ $count }件）
problem-email-missing = メールアドレスを入力してください
problem-email-invalid = name@example.comのように、メールアドレスをすべて入力してください
problem-email-disposable = 使い捨てメールサービスのアドレスはご利用いただけません。別のメールアドレスを入力してください。
problem-password-missing = パスワードを入力してください
problem-password-wrong = このメールアドレスとパスワードのアカウントはありません。パスワードを確認して、もう一度お試しください。
problem-password-too-short = パスワードは{ $min }文字以上にしてください
problem-password-too-long = パスワードは{ $max }文字以内にしてください
problem-password-too-common = 不正アクセスで最初に試されるパスワードの一つです。別のものにしてください。
problem-password-keyboard = キーボードの並び順は推測されやすいです。代わりに単語をいくつか組み合わせてください。
problem-password-repetition = 同じ文字や単語を繰り返すと、長くはなりますが強くはなりません。異なる単語を使ってください。
problem-password-sequence = abcdや6543のような並びは推測されやすいです。代わりに単語をいくつか組み合わせてください。
problem-password-date = 年や日付は推測されやすいです。単語を一つか二つ加えてください。
problem-password-name = 名前は推測されやすいです。単語を一つか二つ加えてください。
problem-password-word = これらの単語は推測されやすいです。予想されにくい単語を一つか二つ加えてください。
problem-password-holds-email = メールアドレスを含まないパスワードにしてください
problem-password-holds-shop = ショップ名を含まないパスワードにしてください
problem-passwords-differ = 二つのパスワードが一致しません
problem-code-missing = メールに記載のコードを入力してください
problem-code-not-six-digits = コードは6桁の数字です
problem-code-wrong = コードが違います。あと{ $left }回試せます。

wait-seconds = { $count }秒
wait-minutes = { $count }分
wait-hours = { $count }時間
wait-days = { $count }日

ago-now = 現在
ago-minutes = { $count }分前
ago-hours = { $count }時間前
ago-days = { $count ->
    [1] 昨日
   *[other] { $count }日前
}

date-day = { $year }年{ $month }{ $day }日
date-january = 1月
date-february = 2月
date-march = 3月
date-april = 4月
date-may = 5月
date-june = 6月
date-july = 7月
date-august = 8月
date-september = 9月
date-october = 10月
date-november = 11月
date-december = 12月

field-new-email = 新しいメールアドレス
field-name = 名前
problem-name-too-long = 名前は{ $max }文字以内にしてください
