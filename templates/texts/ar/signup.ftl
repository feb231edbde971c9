signup-heading = إنشاء حساب
signup-button = إنشاء حساب
signup-busy = لحظة من فضلك…
signup-have-account = هل لديك حساب؟
signup-login = تسجيل الدخول
signup-expired = مضى وقت طويل على بدء إنشاء الحساب، وانتهت المهلة. يُرجى البدء من جديد.
