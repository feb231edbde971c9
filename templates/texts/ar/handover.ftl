handover-heading = تم تسجيل دخولك
