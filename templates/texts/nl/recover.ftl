recover-heading = Wachtwoord vergeten?
recover-lead = Vul je e-mailadres in. We sturen je een code en een link om een nieuw wachtwoord te kiezen.
recover-button = Stuur me een code
recover-remembered = Weet je het weer?
recover-expired = Dat duurde te lang, of is al afgerond. Vul je e-mailadres in om een nieuwe code te krijgen.
recover-sent-to = Is er een account voor { $email }, dan is er een code van zes cijfers onderweg. Vul hem hier in, of gebruik de link in de e-mail.
recover-code-button = Verder
