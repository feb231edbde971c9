handover-heading = Sie sind angemeldet
