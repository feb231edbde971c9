# ما تشترك فيه كل الصفحات.
page-title = { $title } – { $shop }
page-title-error = خطأ: { $title }
page-back = العودة إلى { $shop }
page-back-to-shop = العودة إلى المتجر
page-languages = اللغة
page-overloaded = الإقبال كبير الآن. لم يُفقد شيء: يُرجى إعادة المحاولة بعد لحظات.
page-price = تُطلب الآن رسائل كثيرة من شبكتك، لذلك يُجري متصفحك حسابًا قصيرًا أولًا. ومن دونه تتأخر الرسالة بضع دقائق.
page-too-many-tries = محاولات كثيرة جدًا. لحماية الحسابات، يُرجى الانتظار لمدة { $wait } ثم إعادة المحاولة.

field-email = البريد الإلكتروني
field-password = كلمة المرور
field-confirm-password = تأكيد كلمة المرور
field-code = الرمز
field-show = إظهار
field-hide = إخفاء
field-rule = { $min ->
    [few] { $min } أحرف على الأقل.
    [many] { $min } حرفًا على الأقل.
   *[other] { $min } حرف على الأقل.
} الأفضل بضع كلمات يسهل تذكرها.
field-strength-short = ما زالت قصيرة
field-strength-enough = طولها كافٍ
field-strength-strong = طويلة وقوية

provider-continue = المتابعة عبر { $label }
provider-continue-with = المتابعة عبر
provider-or = أو

problem-summary = { $count ->
    [one] هناك أمر واحد يحتاج إلى تصحيح
    [two] هناك أمران يحتاجان إلى تصحيح
    [few] هناك { $count } أمور تحتاج إلى تصحيح
    [many] هناك { $count } أمرًا يحتاج إلى تصحيح
   *[other] هناك { $count } أمر يحتاج إلى تصحيح
}
problem-email-missing = يُرجى إدخال بريدك الإلكتروني
problem-email-invalid = يُرجى إدخال البريد الإلكتروني كاملًا، مثل name@example.com
problem-email-disposable = هذا البريد الإلكتروني من خدمة عناوين مؤقتة. يُرجى استخدام غيره.
problem-password-missing = يُرجى إدخال كلمة المرور
problem-password-wrong = لا يوجد هنا حساب بهذا العنوان وكلمة المرور هذه. يُرجى التحقق من كلمة المرور وإعادة المحاولة.
problem-password-too-short = { $min ->
    [few] يُرجى اختيار كلمة مرور من { $min } أحرف على الأقل
    [many] يُرجى اختيار كلمة مرور من { $min } حرفًا على الأقل
   *[other] يُرجى اختيار كلمة مرور من { $min } حرف على الأقل
}
problem-password-too-long = { $max ->
    [few] يُرجى اختيار كلمة مرور من { $max } أحرف على الأكثر
    [many] يُرجى اختيار كلمة مرور من { $max } حرفًا على الأكثر
   *[other] يُرجى اختيار كلمة مرور من { $max } حرف على الأكثر
}
problem-password-too-common = كلمة المرور هذه من أول ما يجربه اللصوص. يُرجى اختيار غيرها.
problem-password-keyboard = المفاتيح المتجاورة يسهل تخمينها. الأفضل استخدام بضع كلمات.
problem-password-repetition = تكرار الأحرف أو الكلمات نفسها يجعل كلمة المرور أطول، لا أقوى. يُرجى استخدام كلمات مختلفة.
problem-password-sequence = التسلسلات مثل abcd أو 6543 يسهل تخمينها. الأفضل استخدام بضع كلمات.
problem-password-date = السنوات والتواريخ يسهل تخمينها. يُرجى إضافة كلمة أو كلمتين.
problem-password-name = الأسماء يسهل تخمينها. يُرجى إضافة كلمة أو كلمتين.
problem-password-word = هذه الكلمات يسهل تخمينها. يُرجى إضافة كلمة أو كلمتين لا يتوقعهما أحد.
problem-password-holds-email = يُرجى اختيار كلمة مرور لا تحتوي على بريدك الإلكتروني
problem-password-holds-shop = يُرجى اختيار كلمة مرور لا تحتوي على اسم المتجر
problem-passwords-differ = كلمتا المرور غير متطابقتين
problem-code-missing = يُرجى إدخال الرمز الوارد في رسالتنا
problem-code-not-six-digits = يتكون الرمز من ستة أرقام
problem-code-wrong = هذا ليس الرمز الصحيح. { $left ->
    [one] بقيت محاولة واحدة.
    [two] بقيت محاولتان.
    [few] بقيت { $left } محاولات.
    [many] بقيت { $left } محاولة.
   *[other] بقيت { $left } محاولة.
}

# بعد «لمدة» و«خلال» و«بعد».
wait-seconds = { $count ->
    [one] ثانية واحدة
    [two] ثانيتين
    [few] { $count } ثوانٍ
    [many] { $count } ثانية
   *[other] { $count } ثانية
}
wait-minutes = { $count ->
    [one] دقيقة واحدة
    [two] دقيقتين
    [few] { $count } دقائق
    [many] { $count } دقيقة
   *[other] { $count } دقيقة
}
wait-hours = { $count ->
    [one] ساعة واحدة
    [two] ساعتين
    [few] { $count } ساعات
    [many] { $count } ساعة
   *[other] { $count } ساعة
}
wait-days = { $count ->
    [one] يوم واحد
    [two] يومين
    [few] { $count } أيام
    [many] { $count } يومًا
   *[other] { $count } يوم
}

ago-now = الآن
ago-minutes = { $count ->
    [one] قبل دقيقة واحدة
    [two] قبل دقيقتين
    [few] قبل { $count } دقائق
    [many] قبل { $count } دقيقة
   *[other] قبل { $count } دقيقة
}
ago-hours = { $count ->
    [one] قبل ساعة واحدة
    [two] قبل ساعتين
    [few] قبل { $count } ساعات
    [many] قبل { $count } ساعة
   *[other] قبل { $count } ساعة
}
ago-days = { $count ->
    [one] أمس
    [two] قبل يومين
    [few] قبل { $count } أيام
    [many] قبل { $count } يومًا
   *[other] قبل { $count } يوم
}

date-day = { $day } { $month } { $year }
date-january = يناير
date-february = فبراير
date-march = مارس
date-april = أبريل
date-may = مايو
date-june = يونيو
date-july = يوليو
date-august = أغسطس
date-september = سبتمبر
date-october = أكتوبر
date-november = نوفمبر
date-december = ديسمبر

field-new-email = البريد الإلكتروني الجديد
field-name = الاسم
problem-name-too-long = { $max ->
    [few] يُرجى استخدام { $max } أحرف على الأكثر
    [many] يُرجى استخدام { $max } حرفًا على الأكثر
   *[other] يُرجى استخدام { $max } حرف على الأكثر
}
