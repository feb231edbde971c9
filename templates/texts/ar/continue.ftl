continue-heading = أهلًا بعودتك
continue-lead = دخولك مسجَّل بالفعل. هل هذا هو الحساب المطلوب؟
continue-button = المتابعة بحساب { $email }
continue-busy = لحظة من فضلك…
continue-other-account = استخدام حساب آخر
