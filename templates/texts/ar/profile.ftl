profile-heading = الاسم واللغة
profile-notices = إشعاري بالبريد الإلكتروني عند تسجيل الدخول من جهاز جديد
profile-button = حفظ
profile-back = العودة إلى حسابك
