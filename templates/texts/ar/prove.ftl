prove-heading = بقيت خطوة واحدة
prove-from = عبر حساب { $label }
prove-no-email = لم يصلنا بريدك الإلكتروني من { $label }. يُرجى إدخاله، وسنرسل رمزًا لتأكيد أنه لك.
prove-send = إرسال الرمز
prove-have-account = هل لديك حساب هنا؟
prove-use-password = استخدام كلمة مروره
prove-password-button = التأكيد بكلمة المرور
prove-cancel = إلغاء والعودة
