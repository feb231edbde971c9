# 所有页面共用的文字。
page-title = { $title } – { $shop }
page-title-error = 错误：{ $title }
page-back = 返回 { $shop }
page-back-to-shop = 返回商店
page-languages = 语言
page-overloaded = 当前访问量较大。没有丢失任何内容，请稍后重试。
page-price = 目前您所在的网络请求了大量邮件，因此您的浏览器会先进行一次简短的计算。如果不计算，邮件会晚几分钟送达。
page-too-many-tries = 尝试次数过多。为保护账号安全，请等待 { $wait }后重试。

field-email = 邮箱
field-password = 密码
field-confirm-password = 确认密码
field-code = 验证码
field-show = 显示
field-hide = 隐藏
field-rule = 至少 { $min } 个字符。建议用几个您容易记住的词。
field-strength-short = 还太短
field-strength-enough = 长度足够
field-strength-strong = 够长且安全

provider-continue = 通过 { $label } 继续
provider-continue-with = 通过以下方式继续
provider-or = 或

problem-summary = 有 { $count } 处需要更正
problem-email-missing = 请输入您的邮箱
problem-email-invalid = 请输入完整的邮箱，例如 name@example.com
problem-email-disposable = 此邮箱来自一次性邮箱服务。请换一个。
problem-password-missing = 请输入密码
problem-password-wrong = 没有与此邮箱和密码相符的账号。请检查密码后重试。
problem-password-too-short = 请设置至少 { $min } 个字符的密码
problem-password-too-long = 请设置不超过 { $max } 个字符的密码
problem-password-too-common = 盗号者会最先尝试这类密码。请换一个。
problem-password-keyboard = 键盘上相邻的按键很容易被猜到。请改用几个词。
problem-password-repetition = 重复相同的字符或词只会让密码变长，不会更安全。请使用不同的词。
problem-password-sequence = abcd 或 6543 这样的序列很容易被猜到。请改用几个词。
problem-password-date = 年份和日期很容易被猜到。请再加一两个词。
problem-password-name = 姓名很容易被猜到。请再加一两个词。
problem-password-word = 这些词很容易被猜到。请再加一两个出人意料的词。
problem-password-holds-email = 密码中请勿包含您的邮箱
problem-password-holds-shop = 密码中请勿包含商店名称
problem-passwords-differ = 两次输入的密码不一致
problem-code-missing = 请输入邮件中的验证码
problem-code-not-six-digits = 验证码为六位数字
problem-code-wrong = 验证码不正确。还可以尝试 { $left } 次。

wait-seconds = { $count } 秒
wait-minutes = { $count } 分钟
wait-hours = { $count } 小时
wait-days = { $count } 天

ago-now = 刚刚
ago-minutes = { $count } 分钟前
ago-hours = { $count } 小时前
ago-days = { $count ->
    [1] 昨天
   *[other] { $count } 天前
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

field-new-email = 新邮箱
field-name = 姓名
problem-name-too-long = 请勿超过 { $max } 个字符
