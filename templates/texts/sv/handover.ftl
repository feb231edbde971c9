handover-heading = Du är inloggad
