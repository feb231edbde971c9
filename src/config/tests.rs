//! The settings as a person writes them: whole files and environments.

mod bounds;
mod environment;
mod offers;
mod providers;
mod refused_domains;
mod texts;

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
    assert_eq!(settings.passwords.hashing_queue, settings.passwords.hashing_threads * 16);
    let (name, organization) = settings.organizations.first_key_value().unwrap();
    assert_eq!((name.as_str(), organization.slug.as_str()), ("acme-eu", "acme-eu"));
    assert_eq!(organization.auth_url.as_str(), "https://auth.commercelayer.io/");
    assert_eq!(organization.api_url.as_str(), "https://acme-eu.commercelayer.io/");
    assert_eq!(organization.issuer, "https://auth.commercelayer.io");
    assert!(organization.backend_auth.is_none());
    let shop = &settings.storefronts[0];
    assert_eq!(shop.client.client_secret.expose(), "channel-secret");
    assert_eq!(shop.origins, ["https://shop.example.com"]);
    assert_eq!((shop.handover, shop.cart, shop.framing), (Handover::Session, CartPolicy::Adopt, false));
    assert_eq!(shop.languages, Language::ALL);
}

#[test]
fn a_node_drains_for_at_most_five_minutes() {
    let with = |drain: &str| FILE.replacen("[server]", &format!("[server]\ndrain = \"{drain}\""), 1);
    assert_eq!(load_with(FILE, &[]).unwrap().server.drain.as_secs(), 0);
    assert_eq!(load_with(&with("15 s"), &[]).unwrap().server.drain.as_secs(), 15);
    assert!(problems(&with("6 min"), &[])[0].contains("server.drain: expected at most 5 min"));
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
fn a_secret_is_given_in_exactly_one_readable_way() {
    let secret = "client_secret = \"channel-secret\"";
    let twice = format!("{secret}\nclient_secret_file = \"/etc/hostname\"");
    assert!(problem(secret, &twice).contains(":19, storefronts[0].client_secret: given twice"));
    assert_eq!(
        problem(secret, "client_secret_file = \"/nonexistent\""),
        ":19, storefronts[0].client_secret_file: cannot be read: No such file or directory (os error 2)"
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
fn a_file_that_is_not_there_is_one_problem() {
    let problems = Settings::load(Some(std::path::Path::new("/nonexistent.toml")), &Environment::default());
    let text = problems.unwrap_err().to_string();
    assert!(text.starts_with("one problem in the settings\n  /nonexistent.toml: cannot be read"), "{text}");
}
