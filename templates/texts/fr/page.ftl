# What every page shares.
page-title = { $title } – { $shop }
page-title-error = Erreur : { $title }
page-back = Retour chez { $shop }
page-back-to-shop = Retour à la boutique
page-languages = Langue
page-overloaded = Nous avons beaucoup à faire en ce moment. Rien n’est perdu : réessayez dans un instant.
page-price = De nombreux e-mails sont demandés depuis votre réseau en ce moment : votre navigateur fait donc d’abord un petit calcul. Sans ce calcul, l’e-mail met quelques minutes de plus à arriver.
page-too-many-tries = Il y a eu trop d’essais. Pour protéger les comptes, attendez { $wait } et réessayez.

field-email = Adresse e-mail
field-password = Mot de passe
field-confirm-password = Confirmer le mot de passe
field-code = Code
field-show = Afficher
field-hide = Masquer
field-rule = Au moins { $min } caractères. Le mieux : quelques mots faciles à retenir.
field-strength-short = Encore trop court
field-strength-enough = Assez long
field-strength-strong = Long et solide

provider-continue = Continuer avec { $label }
provider-continue-with = Continuer avec
provider-or = ou

problem-summary = { $count ->
    [one] Il y a un point à corriger
   *[other] Il y a { $count } points à corriger
}
problem-email-missing = Saisissez votre adresse e-mail
problem-email-invalid = Saisissez votre adresse e-mail complète, comme nom@example.com
problem-email-disposable = Cette adresse provient d’un service d’adresses jetables. Utilisez-en une autre.
problem-password-missing = Saisissez votre mot de passe
problem-password-wrong = Aucun compte ici ne correspond à cette adresse et à ce mot de passe. Vérifiez le mot de passe et réessayez.
problem-password-too-short = Choisissez un mot de passe d’au moins { $min } caractères
problem-password-too-long = Choisissez un mot de passe de { $max } caractères au plus
problem-password-too-common = Ce mot de passe est parmi les premiers que les voleurs essaient. Choisissez-en un autre.
problem-password-keyboard = Les suites de touches voisines sont faciles à deviner. Essayez plutôt quelques mots.
problem-password-repetition = Répéter les mêmes caractères ou les mêmes mots rend un mot de passe long, mais pas solide. Essayez des mots différents.
problem-password-sequence = Les suites comme abcd ou 6543 sont faciles à deviner. Essayez plutôt quelques mots.
problem-password-date = Les années et les dates sont faciles à deviner. Ajoutez un mot ou deux.
problem-password-name = Les noms sont faciles à deviner. Ajoutez un mot ou deux.
problem-password-word = Ces mots sont faciles à deviner. Ajoutez-en un ou deux auxquels personne ne s’attend.
problem-password-holds-email = Choisissez un mot de passe qui ne contient pas votre adresse e-mail
problem-password-holds-shop = Choisissez un mot de passe qui ne contient pas le nom de la boutique
problem-passwords-differ = Les deux mots de passe sont différents
problem-code-missing = Saisissez le code reçu par e-mail
problem-code-not-six-digits = Le code comporte six chiffres
problem-code-wrong = Ce n’est pas le bon code. { $left ->
    [one] Il vous reste un essai.
   *[other] Il vous reste { $left } essais.
}

wait-seconds = { $count ->
    [one] { $count } seconde
   *[other] { $count } secondes
}
wait-minutes = { $count ->
    [one] { $count } minute
   *[other] { $count } minutes
}
wait-hours = { $count ->
    [one] { $count } heure
   *[other] { $count } heures
}
wait-days = { $count ->
    [one] { $count } jour
   *[other] { $count } jours
}

ago-now = maintenant
ago-minutes = { $count ->
    [one] il y a { $count } minute
   *[other] il y a { $count } minutes
}
ago-hours = { $count ->
    [one] il y a { $count } heure
   *[other] il y a { $count } heures
}
ago-days = { $count ->
    [one] hier
   *[other] il y a { $count } jours
}

date-day = { $day } { $month } { $year }
date-january = janvier
date-february = février
date-march = mars
date-april = avril
date-may = mai
date-june = juin
date-july = juillet
date-august = août
date-september = septembre
date-october = octobre
date-november = novembre
date-december = décembre

field-new-email = Nouvelle adresse e-mail
field-name = Nom
problem-name-too-long = Utilisez { $max } caractères au plus
