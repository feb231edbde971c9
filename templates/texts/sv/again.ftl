again-heading = Logga in igen först
again-lead = Det var ett tag sedan du loggade in. För att skydda ditt konto ber vi dig logga in igen innan du avslutar det eller laddar ner dina uppgifter.
again-button = Logga in igen
again-busy = Ett ögonblick…
again-account = Tillbaka till ditt konto
