waiting-heading = Już prawie gotowe
waiting-lead = Logowanie się udało, ale system sklepu teraz nie odpowiada. Nic nie przepadło: próbujemy dalej.
waiting-lead-busy = Logowanie się udało, ale loguje się teraz tyle osób, że ostatni krok potrwa chwilę dłużej. Nic nie przepadło i nie trzeba logować się ponownie.
waiting-lead-long = Logowanie się udało, ale system sklepu wciąż nie odpowiada. Nic nie przepadło: możesz wrócić później i kontynuować od tego miejsca.
waiting-button = Spróbuj ponownie
waiting-busy = Kolejna próba…
waiting-retry-in = Następna próba za { $time }
