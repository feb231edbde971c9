handover-heading = Zalogowano
