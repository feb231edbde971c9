sign-out-heading = تسجيل الخروج؟
sign-out-lead = الحساب الحالي هو { $email }. يمكنك العودة في أي وقت.
sign-out-button = تسجيل الخروج
sign-out-busy = جارٍ تسجيل الخروج…
sign-out-stay = البقاء في الحساب
