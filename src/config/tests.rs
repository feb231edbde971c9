//! The settings as a person writes them: whole files and environments.

use super::*;

const FILE: &str = r#"
[server]
public_url = "https://login.example.com"

[secrets]
encryption_keys = ["AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="]

[mail]
from = "Shop <hello@example.com>"
transport = "memory"

[organizations.acme-eu]
integration = { client_id = "integration-id", client_secret = "integration-secret" }

[[storefronts]]
name = "Shop"
organization = "acme-eu"
client_id = "channel-id"
client_secret = "channel-secret"
scopes = ["market:code:eu"]
home = "https://shop.example.com/"
return_addresses = ["https://shop.example.com"]
"#;

/// A file of one test, removed with it.
struct Written(std::path::PathBuf);

impl Written {
    fn new(name: &str, text: &str) -> Self {
        let folder = std::env::temp_dir().join(uuid::Uuid::now_v7().to_string());
        std::fs::create_dir(&folder).unwrap();
        let path = folder.join(name);
        std::fs::write(&path, text).unwrap();
        Self(path)
    }
}

impl Drop for Written {
    fn drop(&mut self) {
        drop(std::fs::remove_dir_all(self.0.parent().unwrap()));
    }
}

fn load_with(text: &str, variables: &[(&str, &str)]) -> Result<Settings, Problems> {
    let file = Written::new("vestibule.toml", text);
    Settings::load(Some(&file.0), &variables.iter().copied().collect())
}

/// The problems of a file, without the folder of its path.
fn problems(text: &str, variables: &[(&str, &str)]) -> Vec<String> {
    let problems = load_with(text, variables).unwrap_err();
    let short =
        |line: String| line.split_once("vestibule.toml").map_or(line.clone(), |(_, rest)| rest.to_owned());
    problems.lines().map(short).collect()
}

/// The problem that one change to the good file makes.
#[track_caller]
fn problem(from: &str, to: &str) -> String {
    assert!(FILE.contains(from), "{from}");
    let problems = problems(&FILE.replace(from, to), &[]);
    assert_eq!(problems.len(), 1, "{problems:#?}");
    problems[0].clone()
}

#[test]
fn a_short_file_is_enough_and_the_rest_has_defaults() {
    let settings = load_with(FILE, &[]).unwrap();
    assert_eq!(settings.server.listen.to_string(), "127.0.0.1:8080");
    assert!(settings.server.trusted_proxies.is_empty());
    assert!(matches!(
        &settings.database,
        DatabaseSettings::Embedded { directory, binaries: None, connections: 16 }
            if directory.ends_with(".vestibule/postgres")
    ));
    assert_eq!((settings.sessions.idle.num_days(), settings.sessions.absolute.num_days()), (14, 90));
    assert_eq!(settings.passwords.min_length, 15);
    assert_eq!(settings.passwords.hashing_queue, settings.passwords.hashing_threads * 64);
    let (name, organization) = settings.organizations.first_key_value().unwrap();
    assert_eq!((name.as_str(), organization.slug.as_str()), ("acme-eu", "acme-eu"));
    assert_eq!(organization.auth_url.as_str(), "https://auth.commercelayer.io/");
    assert_eq!(organization.api_url.as_str(), "https://acme-eu.commercelayer.io/");
    assert_eq!(organization.issuer, "https://auth.commercelayer.io");
    assert!(organization.backend_auth.is_none());
    let shop = &settings.storefronts[0];
    assert_eq!(shop.client.client_secret.expose(), "channel-secret");
    assert_eq!(shop.origins, ["https://shop.example.com"]);
    assert_eq!((shop.handover, shop.framing), (Handover::Session, false));
    assert_eq!(shop.languages, Language::ALL);
}

#[test]
fn every_problem_is_reported_at_once_in_the_order_of_the_file() {
    let text = r#"
[storefront]
name = "Shop"

[server]
publik_url = "https://login.example.com"
listen = 8080

[sessions]
idle = "2 weeks"

[mail]
from = "nobody"
transport = "pigeon"
"#;
    assert_eq!(
        problems(text, &[("VESTIBULE_SERVER__TRUSTED_PROXIES", "10.0.0.0/8, 10.0.0.0/99")]),
        [
            ":2, storefront: unknown setting; did you mean storefronts?",
            ":5, server.public_url: missing; expected the origin that shoppers see, such as \
             https://login.example.com",
            ":6, server.publik_url: unknown setting; did you mean public_url?",
            ":7, server.listen: expected a text in quotes",
            ":10, sessions.idle: expected a duration such as \"14 days\", \"12 h\", \"45 min\" or \"30 s\"",
            ":13, mail.from: expected an address such as \"Shop <hello@example.com>\" or hello@example.com",
            ":14, mail.transport: expected \"smtp\", \"folder\" or \"memory\"",
            ", secrets.encryption_keys: missing; expected a list of keys, here or in the file that \
             encryption_keys_file names; make one with: openssl rand -base64 32",
            ", organizations: missing; expected at least one [organizations.<name>] table",
            ", storefronts: missing; expected at least one [[storefronts]] table",
            "VESTIBULE_SERVER__TRUSTED_PROXIES: expected an address or a network, such as 10.0.0.0/8",
        ]
    );
}

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
fn a_secret_is_given_in_exactly_one_readable_way() {
    let secret = "client_secret = \"channel-secret\"";
    let twice = format!("{secret}\nclient_secret_file = \"/etc/hostname\"");
    assert!(problem(secret, &twice).contains(":19, storefronts[0].client_secret: given twice"));
    assert_eq!(
        problem(secret, "client_secret_file = \"/nonexistent\""),
        ":19, storefronts[0].client_secret_file: cannot be read: entity not found"
    );
    assert!(problem(secret, "client_secret = \"\"").ends_with("client_secret: is empty"));
    assert!(problem(secret, "client_secret_file = \"/dev/zero\"").contains("larger than 64 KiB"));
    assert!(problem(secret, "").contains(":15, storefronts[0].client_secret: missing"));
}

#[test]
fn no_problem_shows_a_secret() {
    let text = r#"
[database]
url = "mysql://root:hunter2@db/x"
[secrets]
encryption_keys = ["hunter2"]
[server]
public_url = "https://root:hunter2@login.example.com"
[organizations.acme]
integration = "hunter2"
backend_auth = ["hunter2"]
client_secret = "hunter2"
[[storefronts]]
client_secret = 0xhunter2
"#;
    let broken = load_with(text, &[]).unwrap_err().to_string();
    assert!(broken.contains("vestibule.toml:13: column 19: not TOML"), "{broken}");
    assert!(!broken.contains("hunter2"), "{broken}");
    let whole = text.replace("0xhunter2", "\"hunter2\"");
    let report = load_with(&whole, &[("VESTIBULE_STOREFRONTS__0__SCOPES", "hunter2")]).unwrap_err();
    assert!(report.count() > 8, "{report}");
    assert!(!format!("{report} {report:?}").contains("hunter2"), "{report}");
}

#[test]
fn what_belongs_together_must_fit_together() {
    assert_eq!(
        problem("organization = \"acme-eu\"", "organization = \"acme\""),
        ":17, storefronts[0].organization: there is no [organizations.<name>] table of this name"
    );
    assert!(
        problem("home = \"https://shop.example.com/\"", "home = \"https://example.com/\"")
            .contains(":21, storefronts[0].home: is not allowed")
    );
    assert!(
        problem("[mail]", "[sessions]\nidle = \"2 days\"\nabsolute = \"1 day\"\n[mail]")
            .contains("sessions.absolute: is shorter")
    );
    assert!(
        problem("[mail]", "[database]\nurl = \"postgres://a/b\"\ndirectory = \"x\"\n[mail]")
            .contains("database.directory: belongs to")
    );
    let second = &FILE[FILE.find("[[storefronts]]").unwrap()..];
    let twice = problems(&format!("{FILE}{second}"), &[]);
    assert!(twice[0].contains("storefronts[1].client_id: another storefront above"), "{twice:?}");
}

#[test]
fn values_out_of_bounds_are_refused() {
    for (from, to) in [
        ("https://login.example.com", "https://login.example.com/path"),
        ("https://login.example.com", "http://login.example.com"),
        ("https://login.example.com", "https://login.example.com?a"),
        ("[mail]", "[sessions]\nidle = \"4 min\"\n[mail]"),
        ("[mail]", "[sessions]\nabsolute = \"367 days\"\n[mail]"),
        ("[mail]", "[passwords]\nmin_length = 7\n[mail]"),
        ("[mail]", "[passwords]\nmin_length = 15.5\n[mail]"),
        ("[mail]", "[passwords]\nhashing_threads = 0\n[mail]"),
        ("[mail]", "[database]\nconnections = -1\n[mail]"),
        ("[organizations.acme-eu]", "[organizations.acme-eu]\nslug = \"acme.evil\""),
        (
            "[organizations.acme-eu]",
            "[organizations.acme-eu]\napi_url = \"https://acme.commercelayer.io/api\"",
        ),
        ("[organizations.acme-eu]", "[organizations.acme-eu]\nauth_url = \"http://auth.example.com\""),
        ("name = \"Shop\"", "name = \"\""),
        ("[\"market:code:eu\"]", "[]"),
        ("[\"market:code:eu\"]", "[\"market:code:eu\", \"market:code:eu\"]"),
        ("[\"market:code:eu\"]", "\"market:code:eu\""),
        (
            "[\"https://shop.example.com\"]",
            "[\"https://shop.example.com\"]\norigins = [\"https://a.example/b\"]",
        ),
        ("[\"https://shop.example.com\"]", "[\"https://shop.example.com\"]\nlanguages = [\"xx\"]"),
        ("[\"https://shop.example.com\"]", "[\"https://shop.example.com\"]\nhandover = \"cookie\""),
        ("\"Shop <hello@example.com>\"", "\"Shop <hello@example.com>\\r\\nBcc: x@example.com\""),
        ("AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=", "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHg=="),
    ] {
        problem(from, to);
    }
}

#[test]
fn mail_by_smtp_knows_its_usual_ports_and_never_sends_in_the_clear_over_a_network() {
    let smtp = |rest: &str| {
        let table = format!("transport = \"smtp\"\n[mail.smtp]\n{rest}");
        load_with(&FILE.replace("transport = \"memory\"", &table), &[])
    };
    for (rest, port) in [
        ("host = \"mail.example.com\"", 465),
        ("host = \"mail.example.com\"\nencryption = \"starttls\"", 587),
        ("host = \"localhost\"\nencryption = \"none\"", 25),
        ("host = \"127.0.0.1\"\nencryption = \"none\"\nport = 1025", 1025),
    ] {
        let MailTransport::Smtp(smtp) = smtp(rest).unwrap().mail.transport else { panic!("not smtp") };
        assert_eq!(smtp.port, port);
        assert!(smtp.credentials.is_none());
    }
    for rest in [
        "",
        "host = \"mail.example.com\"\nencryption = \"none\"",
        "host = \"mail.example.com\"\nport = 0",
        "host = \"mail.example.com\"\nport = 65536",
        "host = \"mail.example.com\"\nusername = \"a\"",
        "host = \"mail.example.com\"\npassword = \"a\"",
    ] {
        assert_eq!(smtp(rest).unwrap_err().count(), 1, "{rest}");
    }
}

#[test]
fn two_organizations_that_share_their_variables_are_told_apart_or_refused() {
    let two = FILE
        .replace("[organizations.acme-eu]", "[organizations.acme_eu]\nslug = \"x\"\n[organizations.acme-eu]");
    let lines = problems(&two, &[("VESTIBULE_ORGANIZATIONS__ACME_EU__SLUG", "acme")]);
    assert!(lines.iter().any(|line| line.contains("stands for two organizations")), "{lines:#?}");
}

#[test]
fn a_file_that_is_not_there_is_one_problem() {
    let problems = Settings::load(Some(std::path::Path::new("/nonexistent.toml")), &Environment::default());
    let text = problems.unwrap_err().to_string();
    assert!(text.starts_with("one problem in the settings\n  /nonexistent.toml: cannot be read"), "{text}");
}
