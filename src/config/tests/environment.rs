//! Variables: alone, over a file, and those that mean nothing.

use super::*;

#[test]
fn without_file_and_variables_the_report_names_what_is_needed_and_the_variables_for_it() {
    let problems = Settings::load(None, &Environment::default()).unwrap_err();
    let lines: Vec<String> = problems.lines().collect();
    assert!(
        lines[0].starts_with("server.public_url (or VESTIBULE_SERVER__PUBLIC_URL): missing"),
        "{lines:#?}"
    );
    assert!(lines.iter().any(|line| line.starts_with("mail.from (or VESTIBULE_MAIL__FROM): missing")));
    assert_eq!(problems.count(), 6, "{problems}");
}

#[test]
fn variables_alone_are_enough() {
    let variables = [
        ("VESTIBULE_SERVER__PUBLIC_URL", "http://localhost:8080"),
        ("VESTIBULE_SECRETS__ENCRYPTION_KEYS", "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="),
        ("VESTIBULE_MAIL__FROM", "hello@example.com"),
        ("VESTIBULE_MAIL__TRANSPORT", "memory"),
        ("VESTIBULE_PASSWORDS__MIN_LENGTH", "12"),
        ("VESTIBULE_ORGANIZATIONS__ACME_EU__INTEGRATION__CLIENT_ID", "i"),
        ("VESTIBULE_ORGANIZATIONS__ACME_EU__INTEGRATION__CLIENT_SECRET", "is"),
        ("VESTIBULE_STOREFRONTS__0__NAME", "Shop"),
        ("VESTIBULE_STOREFRONTS__0__ORGANIZATION", "acme-eu"),
        ("VESTIBULE_STOREFRONTS__0__CLIENT_ID", "c"),
        ("VESTIBULE_STOREFRONTS__0__CLIENT_SECRET", "cs"),
        ("VESTIBULE_STOREFRONTS__0__SCOPES", r#"["market:code:eu", "market:code:us"]"#),
        ("VESTIBULE_STOREFRONTS__0__HOME", "http://localhost:3000"),
        ("VESTIBULE_STOREFRONTS__0__RETURN_ADDRESSES", "http://localhost:3000, http://localhost:3001/a/*"),
        ("VESTIBULE_STOREFRONTS__0__FRAMING", "true"),
        ("VESTIBULE_LOG", "debug"),
        ("HOME", "/root"),
    ];
    let settings = Settings::load(None, &variables.into_iter().collect()).unwrap();
    assert_eq!(settings.passwords.min_length, 12);
    assert_eq!(settings.organizations.keys().next().unwrap().as_str(), "acme-eu");
    assert_eq!(settings.storefronts[0].scopes.len(), 2);
    assert_eq!(settings.storefronts[0].return_addresses.len(), 2);
    assert!(settings.storefronts[0].framing);
}

#[test]
fn a_variable_wins_over_the_file_and_over_the_file_of_a_secret() {
    let file_twin =
        FILE.replace("client_secret = \"channel-secret\"", "client_secret_file = \"/nonexistent\"");
    let secret = Written::new("secret", "from the file\r\n");
    let settings = load_with(
        &file_twin,
        &[
            ("VESTIBULE_STOREFRONTS__0__CLIENT_SECRET", "from the variable"),
            ("VESTIBULE_ORGANIZATIONS__ACME_EU__INTEGRATION__CLIENT_SECRET_FILE", secret.0.to_str().unwrap()),
            ("VESTIBULE_ORGANIZATIONS__ACME_EU__SLUG", "acme"),
        ],
    )
    .unwrap();
    assert_eq!(settings.storefronts[0].client.client_secret.expose(), "from the variable");
    let organization = settings.organizations.values().next().unwrap();
    assert_eq!(organization.integration.client_secret.expose(), "from the file");
    assert_eq!(organization.api_url.as_str(), "https://acme.commercelayer.io/");
}

#[test]
fn a_variable_that_means_nothing_is_a_problem() {
    let variables = [
        ("VESTIBULE_DATABASE_URL", "postgres://user:hunter2@host/name"),
        ("VESTIBULE_SERVER__PUBLIC_URI", "https://x.example"),
        ("VESTIBULE_SERVER__LISTEN__PORT", "1"),
        ("VESTIBULE_STOREFRONTS__X__NAME", "Shop"),
        ("VESTIBULE_STOREFRONTS__99999999__NAME", "Shop"),
        ("VESTIBULE_", "1"),
    ];
    let lines = problems(&FILE.replace("[server]", "[server]\nlisten = \"[::1]:1\""), &variables);
    assert_eq!(
        lines,
        [
            "VESTIBULE_: unknown setting",
            "VESTIBULE_DATABASE_URL: unknown setting",
            "VESTIBULE_SERVER__LISTEN__PORT: the file gives one value where this variable goes deeper",
            "VESTIBULE_SERVER__PUBLIC_URI: unknown setting; did you mean VESTIBULE_SERVER__PUBLIC_URL?",
            "VESTIBULE_STOREFRONTS__99999999__NAME: expected a position, from 0, and a setting after the name of the list",
            "VESTIBULE_STOREFRONTS__X__NAME: expected a position, from 0, and a setting after the name of the list",
        ]
    );
}

#[test]
fn two_organizations_that_share_their_variables_are_told_apart_or_refused() {
    let two = FILE
        .replace("[organizations.acme-eu]", "[organizations.acme_eu]\nslug = \"x\"\n[organizations.acme-eu]");
    let lines = problems(&two, &[("VESTIBULE_ORGANIZATIONS__ACME_EU__SLUG", "acme")]);
    assert!(lines.iter().any(|line| line.contains("stands for two organizations")), "{lines:#?}");
}
