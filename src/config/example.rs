//! `vestibule.example.toml` is the reference of the settings: it names every key there is, and loads.

use std::collections::BTreeSet;

use super::reader::Reader;
use super::{Environment, Settings, load, overlay, tree};

const EXAMPLE: &str = include_str!("../../vestibule.example.toml");

/// The example, with what only a real installation has.
const SECRETS: [(&str, &str); 5] = [
    ("VESTIBULE_SECRETS__ENCRYPTION_KEYS", "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="),
    ("VESTIBULE_MAIL__SMTP__PASSWORD", "mail"),
    ("VESTIBULE_ORGANIZATIONS__ACME__INTEGRATION__CLIENT_SECRET", "integration"),
    ("VESTIBULE_STOREFRONTS__0__CLIENT_SECRET", "channel"),
    ("VESTIBULE_PROVIDERS__0__CLIENT_SECRET", "provider"),
];

/// Tables whose keys are the person's.
const MAPS: [&str; 4] = ["extra_parameters", "customer_groups", "metadata", "custom_claims"];

fn read(text: &str) -> (bool, Reader) {
    let Ok(mut tree) = tree::parse(text) else { panic!("the example is not TOML") };
    let environment: Environment = SECRETS.into_iter().collect();
    assert!(overlay::apply(&mut tree, &environment).is_empty());
    let reader = Reader::default();
    let complete = reader.read(tree, load::read).is_ok();
    (complete, reader)
}

/// The keys of the example, commented out or not, as the reader names them.
fn named_keys() -> BTreeSet<String> {
    let mut table = String::new();
    let mut keys = BTreeSet::new();
    for line in EXAMPLE.lines().map(|line| line.strip_prefix('#').unwrap_or(line)) {
        if let Some(name) = line.strip_prefix("[[").and_then(|rest| rest.strip_suffix("]]")) {
            table = format!("{name}[]");
        } else if let Some(name) = line.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
            table = name
                .replace("organizations.acme", "organizations.<name>")
                .replace("providers.", "providers[].");
            if MAPS.iter().any(|map| table.ends_with(map)) {
                keys.insert(table.clone());
            }
        } else if let Some((key, _)) = line.split_once(" = ")
            && key.bytes().all(|b| b.is_ascii_lowercase() || b == b'_' || b == b'0')
            && !keys.contains(&table)
        {
            keys.insert(format!("{table}.{key}"));
        }
    }
    keys
}

#[test]
fn the_example_loads() {
    let (complete, reader) = read(EXAMPLE);
    assert!(complete);
    let problems = reader.into_problems();
    assert!(problems.is_empty(), "{problems:#?}");
}

#[test]
fn the_example_names_every_key_and_no_other() {
    let (_, reader) = read(EXAMPLE);
    let tables = [
        "server",
        "database",
        "secrets",
        "mail",
        "mail.smtp",
        "sessions",
        "accounts",
        "passwords",
        "tokens",
        "organizations",
    ];
    let more = [
        "organizations.<name>.integration",
        "organizations.<name>.anonymization",
        "storefronts",
        "providers",
        "providers[].claims",
    ];
    // Below `texts` every language is a key, and in each every text.
    let is_table =
        |key: &str| tables.contains(&key) || more.contains(&key) || key.starts_with("storefronts[].texts");
    let known: BTreeSet<String> = reader.known().into_iter().filter(|key| !is_table(key)).collect();
    assert_eq!(named_keys(), known);
}

#[test]
fn what_the_example_shows_as_default_is_the_default() {
    let environment: Environment = SECRETS.into_iter().collect();
    let folder = std::env::temp_dir().join(uuid::Uuid::now_v7().to_string());
    std::fs::create_dir(&folder).unwrap();
    let defaults = [
        "listen",
        "connections",
        "directory",
        "encryption",
        "port",
        "idle",
        "absolute",
        "min_length",
        "closing_after",
    ];
    let more =
        ["slug", "auth_url", "api_url", "issuer", "origins", "handover", "cart", "framing", "languages"];
    let of_storefronts_and_providers = [
        "providers",
        "password",
        "client_auth",
        "id",
        "label",
        "icon",
        "scopes",
        "trust_email",
        "use",
        "forward_login_hint",
        "response_mode",
        "logout",
        "private_addresses",
        "[providers.claims]",
        "subject",
        "email",
        "email_verified",
        "name",
    ];
    let uncomment = |line: &str| {
        let shown = line.strip_prefix('#').map(|rest| (rest, rest.split(" = ").next().unwrap_or_default()));
        let is_default = |key| {
            defaults.contains(&key) || more.contains(&key) || of_storefronts_and_providers.contains(&key)
        };
        match shown {
            Some((rest, key)) if is_default(key) && !rest.contains('…') => format!("{rest}\n"),
            _ => format!("{line}\n"),
        }
    };
    let load = |name: &str, text: &str| {
        let path = folder.join(name);
        std::fs::write(&path, text).unwrap();
        format!("{:?}", Settings::load(Some(&path), &environment).unwrap())
    };
    let shown = load("shown.toml", &EXAMPLE.lines().map(uncomment).collect::<String>());
    let unsaid = load("unsaid.toml", EXAMPLE);
    std::fs::remove_dir_all(&folder).unwrap();
    assert_eq!(shown, unsaid);
}
