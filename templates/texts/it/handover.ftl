handover-heading = Accesso effettuato
