signed-out-heading = Hai effettuato l’uscita
signed-out-lead = Chi usa questo browser dopo di te non può aprire il tuo account.
signed-out-already = In questo browser non avevi effettuato l’accesso: non c’era altro da fare.
signed-out-login = Accedi di nuovo
signed-out-there-too = Hai effettuato l’uscita qui e da { $label }. Chi usa questo browser dopo di te non può aprire il tuo account.
signed-out-here-only = Qui hai effettuato l’uscita, ma { $label } potrebbe riconoscerti ancora. Se altri usano questo browser, esci anche da lì.
