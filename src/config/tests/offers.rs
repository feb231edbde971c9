//! Which storefront offers which provider, said by either of them or by both; and providers in the environment.

use super::*;

/// Three providers; lines of the first may be added.
fn providers(of_the_first: &str) -> String {
    let provider = |id: &str, more: &str| {
        format!(
            "[[providers]]\nid = \"{id}\"\nlabel = \"{id}\"\nissuer = \"https://{id}.example.com\"\n\
             client_id = \"c\"\nclient_secret = \"s\"\n{more}\n"
        )
    };
    [provider("one", of_the_first), provider("two", ""), provider("three", "use = \"link\"")].concat()
}

fn file(storefront: &str, of_the_first: &str) -> String {
    format!("{FILE}{storefront}\n{}", providers(of_the_first))
}

fn offered(storefront: &str, of_the_first: &str) -> Vec<String> {
    let settings = load_with(&file(storefront, of_the_first), &[]).unwrap();
    settings.storefronts[0].providers.iter().map(ToString::to_string).collect()
}

#[track_caller]
fn refused(storefront: &str, of_the_first: &str, expected: &str) {
    let problems = problems(&file(storefront, of_the_first), &[]);
    assert!(problems.len() == 1 && problems[0].contains(expected), "{expected} is not {problems:#?}");
}

#[test]
fn a_storefront_offers_whom_it_names_or_all_that_may_be_offered() {
    assert_eq!(offered("", ""), ["one", "two", "three"]);
    assert_eq!(offered("providers = [\"two\", \"one\"]", ""), ["two", "one"]);
    assert_eq!(offered("providers = []", ""), [""; 0]);
    assert_eq!(offered("", "storefronts = [\"channel-id\"]"), ["one", "two", "three"]);
    let second = FILE[FILE.find("[[storefronts]]").unwrap()..].replace("channel-id", "other-id");
    let text = format!("{}\n{second}", file("", "storefronts = [\"other-id\"]"));
    let settings = load_with(&text, &[]).unwrap();
    let counts: Vec<usize> = settings.storefronts.iter().map(|shop| shop.providers.len()).collect();
    assert_eq!(counts, [2, 3]);
    let text = text.replacen("[[providers]]", "providers = [\"one\"]\n[[providers]]", 1);
    let contradiction = problems(&text, &[]);
    assert!(contradiction[0].contains("storefronts[0].providers[0]: the provider names its storefronts"));
}

#[test]
fn storefront_and_provider_must_agree() {
    let named = "storefronts = [\"channel-id\"]";
    refused("providers = [\"two\"]", named, ":23, storefronts[0].providers: leaves out providers[0]");
    refused(
        "providers = [\"ones\"]",
        "",
        "providers[0]: there is no [[providers]] table with this id; did you mean \"one\"?",
    );
    refused("providers = [\"one\", \"one\"]", "", "providers: holds the same element twice");
    refused(
        "",
        "storefronts = [\"channel\"]",
        "providers[0].storefronts[0]: there is no [[storefronts]] table",
    );
    refused("", "storefronts = []", "providers[0].storefronts: is empty");
    let same = file("", "").replace("id = \"two\"", "id = \"one\"");
    assert!(problems(&same, &[])[0].contains("providers[1].id: another provider above has the same"));
}

#[test]
fn a_default_provider_is_offered_and_lets_people_in() {
    let settings = load_with(&file("default_provider = \"two\"", ""), &[]).unwrap();
    assert_eq!(settings.storefronts[0].default_provider, ProviderId::parse("two").ok());
    refused("default_provider = \"three\"", "", "default_provider: is for linking only");
    refused("default_provider = \"four\"", "", "default_provider: there is no [[providers]] table");
    refused("providers = [\"one\"]\ndefault_provider = \"two\"", "", "default_provider: is not among");
}

#[test]
fn without_passwords_there_is_another_way_in() {
    let settings = load_with(&file("password = false", ""), &[]).unwrap();
    assert!(!settings.storefronts[0].password);
    refused("password = false\nproviders = [\"three\"]", "", "password: without passwords and mailed codes");
    refused("password = false\nproviders = []", "", "password: without passwords and mailed codes");
    let alone = problems(&format!("{FILE}password = false\n"), &[]);
    assert!(alone[0].contains(":23, storefronts[0].password: without passwords"), "{alone:?}");
}

#[test]
fn a_domain_leads_to_one_provider_of_a_storefront() {
    let both = file("", "domains = [\"acme.example\"]")
        .replace("label = \"two\"", "label = \"two\"\ndomains = [\"ACME.example\"]");
    let shared = problems(&both, &[]);
    assert!(
        shared.len() == 1 && shared[0].contains("providers[0] and providers[1] share a domain"),
        "{shared:?}"
    );
    let apart = both.replacen("[[providers]]", "providers = [\"one\"]\n[[providers]]", 1);
    assert!(load_with(&apart, &[]).is_ok());
}

#[test]
fn an_unreadable_provider_is_not_called_missing() {
    refused("providers = [\"one\"]\npassword = false", "use = \"x\"", "providers[0].use: expected one of");
    refused("", "client_auth = \"x\"", "providers[0].client_auth: expected one of");
    let misspelt =
        format!("{FILE}providers = [\"google\"]\n[[providers]]\npreset = \"gogle\"\nclient_id = \"c\"\n");
    let problems = problems(&misspelt, &[]);
    assert!(problems.len() == 1 && problems[0].ends_with("did you mean \"google\"?"), "{problems:#?}");
}

#[test]
fn a_provider_may_stand_in_the_environment() {
    let variables = [
        ("VESTIBULE_PROVIDERS__0__PRESET", "keycloak"),
        ("VESTIBULE_PROVIDERS__0__ISSUER", "https://id.example.com/realms/acme"),
        ("VESTIBULE_PROVIDERS__0__CLIENT_ID", "c"),
        ("VESTIBULE_PROVIDERS__0__CLIENT_SECRET", "s"),
        ("VESTIBULE_PROVIDERS__0__TRUST_EMAIL", "false"),
        ("VESTIBULE_PROVIDERS__0__SIGNING_ALGORITHMS", "RS256, ES256"),
        ("VESTIBULE_PROVIDERS__0__CLAIMS__GROUPS", "groups"),
        ("VESTIBULE_PROVIDERS__0__CUSTOMER_GROUPS", r#"{"Wholesale": "aBcDe"}"#),
        ("VESTIBULE_PROVIDERS__0__METADATA__TIER", "tier"),
        ("VESTIBULE_STOREFRONTS__0__DEFAULT_PROVIDER", "keycloak"),
    ];
    let settings = load_with(FILE, &variables).unwrap();
    let provider = settings.provider("keycloak").unwrap();
    assert!(!provider.trust_email);
    assert_eq!(provider.signing_algorithms.as_ref().unwrap().len(), 2);
    assert_eq!(provider.customer_groups["Wholesale"], "aBcDe");
    assert_eq!(provider.metadata["tier"], "tier");
    let broken = [("VESTIBULE_PROVIDERS__0__CUSTOMER_GROUPS", "hunter2")];
    let lines = problems(&file("", ""), &broken);
    assert_eq!(
        lines,
        [
            "VESTIBULE_PROVIDERS__0__CUSTOMER_GROUPS: expected a JSON object of texts, such as {\"key\": \"value\"}",
        ]
    );
    let from_file =
        file("", "").replacen("client_secret = \"s\"", "client_secret_file = \"/nonexistent\"", 1);
    let secret = [("VESTIBULE_PROVIDERS__0__CLIENT_SECRET", "from the variable")];
    let settings = load_with(&from_file, &secret).unwrap();
    assert_eq!(settings.providers[0].client_auth.secret().unwrap().expose(), "from the variable");
}
