again-heading = Melden Sie sich zuerst erneut an
again-lead = Ihre Anmeldung ist schon eine Weile her. Zum Schutz Ihres Kontos melden Sie sich bitte erneut an, bevor Sie es schließen oder Ihre Daten herunterladen.
again-button = Erneut anmelden
again-busy = Einen Moment…
again-account = Zurück zu Ihrem Konto
