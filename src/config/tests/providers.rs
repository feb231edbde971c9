//! `[[providers]]`: what a preset fills in, and what is refused.

mod client_auth;

use super::*;

const AUTH0: &str = r#"
preset = "auth0"
issuer = "https://acme.eu.auth0.com/"
client_id = "client"
client_secret = "secret"
"#;

fn load(provider: &str) -> Result<ProviderSettings, Problems> {
    let settings = load_with(&format!("{FILE}\n[[providers]]\n{provider}"), &[])?;
    Ok(settings.providers.into_iter().next().unwrap())
}

#[track_caller]
fn loaded(provider: &str) -> ProviderSettings {
    load(provider).unwrap_or_else(|problems| panic!("{problems}"))
}

/// The problem of the good provider with these lines added.
#[track_caller]
fn refused(lines: &str, expected: &str) {
    refused_whole(&format!("{AUTH0}{lines}\n"), expected);
}

#[track_caller]
fn refused_whole(provider: &str, expected: &str) {
    let problems: Vec<String> = match load(provider) {
        Ok(provider) => panic!("{provider:#?}"),
        Err(problems) => problems.lines().collect(),
    };
    assert!(problems.len() == 1 && problems[0].contains(expected), "{expected} is not {problems:#?}");
}

#[test]
fn five_lines_put_a_known_provider_before_every_storefront() {
    let settings = load_with(&format!("{FILE}\n[[providers]]{AUTH0}"), &[]).unwrap();
    assert_eq!(settings.storefronts[0].providers, [ProviderId::parse("auth0").unwrap()]);
    assert!(settings.storefronts[0].password);
    let provider = settings.provider("auth0").unwrap();
    assert_eq!(
        (provider.label.as_str(), provider.icon, provider.preset),
        ("Auth0", Icon::Auth0, Preset::Auth0)
    );
    assert_eq!(provider.client_auth, ClientAuth::Discovered("secret".into()));
    assert_eq!(provider.scopes, ["openid", "email", "profile"]);
    assert_eq!(provider.usage, Usage::SignUp);
    assert_eq!((provider.trust_email, provider.forward_login_hint), (true, true));
    assert_eq!(provider.logout, LogoutBehaviour::RpInitiated);
    assert_eq!(provider.response_mode, ResponseMode::Query);
    assert_eq!((provider.claims.subject.as_str(), &provider.claims.groups), ("sub", &None));
    assert_eq!((&provider.signing_algorithms, provider.private_addresses), (&None, false));
    assert!(settings.provider("google").is_none());
}

#[test]
fn each_preset_fills_in_what_is_usual() {
    use LogoutBehaviour::{Local, RpInitiated};
    for (preset, issuer, label, trust_email, logout) in [
        ("okta", "https://acme.okta.com/oauth2/default", "Okta", true, RpInitiated),
        ("entra", "https://login.microsoftonline.com/common/v2.0", "Microsoft", false, RpInitiated),
        ("google", "https://accounts.google.com", "Google", true, Local),
        ("keycloak", "https://id.example.com/realms/acme", "Keycloak", true, RpInitiated),
    ] {
        let given = if preset == "google" { String::new() } else { format!("issuer = \"{issuer}\"") };
        let provider =
            loaded(&format!("preset = \"{preset}\"\nclient_id = \"c\"\nclient_secret = \"s\"\n{given}"));
        assert_eq!((provider.id.as_str(), provider.issuer.as_str()), (preset, issuer));
        assert_eq!(provider.label, label);
        assert_eq!((provider.trust_email, provider.logout), (trust_email, logout), "{preset}");
    }
    let generic = "issuer = \"https://id.example.com\"\nclient_id = \"c\"\nclient_secret = \"s\"";
    refused_whole(generic, "providers[0].label: missing; expected what \"Continue with …\" says");
    let generic = loaded(&format!("{generic}\nlabel = \"Example ID\""));
    assert_eq!((generic.id.as_str(), generic.icon), ("generic", Icon::Key));
    assert_eq!((generic.trust_email, generic.logout), (false, Local));
}

#[test]
fn an_issuer_is_kept_as_it_is_written_and_auth0s_ends_in_a_slash() {
    let issuer_of = |issuer: &str, preset: &str| {
        let label = "label = \"Example\"";
        load(&format!(
            "preset = \"{preset}\"\nissuer = \"{issuer}\"\nclient_id = \"c\"\nclient_secret = \"s\"\n{label}"
        ))
        .map(|provider| provider.issuer)
    };
    for (written, preset, kept) in [
        ("https://acme.eu.auth0.com", "auth0", "https://acme.eu.auth0.com/"),
        ("https://acme.eu.auth0.com/", "auth0", "https://acme.eu.auth0.com/"),
        ("https://id.example.com", "generic", "https://id.example.com"),
        ("https://id.example.com/", "generic", "https://id.example.com/"),
        ("https://ID.example.com:443/a/", "generic", "https://ID.example.com:443/a/"),
    ] {
        assert_eq!(issuer_of(written, preset).unwrap(), kept);
    }
    for (issuer, preset, expected) in [
        ("http://id.example.com", "generic", "http is for localhost only"),
        ("https://id.example.com?a=b", "generic", "has no query"),
        ("https://id.example.com#a", "generic", "a fragment"),
        ("https://id.example.com/.well-known/openid-configuration", "auth0", "leave off /.well-known/"),
        ("http://localhost:8084", "generic", "private_addresses = true"),
        ("https://10.0.0.1", "generic", "private_addresses = true"),
        ("https://[fd00::1]", "generic", "private_addresses = true"),
        (
            "https://login.microsoftonline.com/common",
            "entra",
            "expected an address such as https://login.mic",
        ),
        ("https://id.example.com/auth", "keycloak", "such as https://id.example.com/realms/acme"),
        ("id.example.com", "okta", "begins with https://"),
    ] {
        let problems = issuer_of(issuer, preset).unwrap_err();
        assert!(problems.count() == 1 && problems.to_string().contains(expected), "{issuer}: {problems}");
    }
    let private =
        |issuer: &str| AUTH0.replace("https://acme.eu.auth0.com/", issuer) + "private_addresses = true";
    for issuer in ["http://localhost:8084/", "http://keycloak.internal/", "https://10.0.0.1/"] {
        assert_eq!(loaded(&private(issuer)).issuer, issuer);
    }
}

#[test]
fn what_would_weaken_a_sign_in_is_refused() {
    refused("signing_algorithms = [\"RS256\", \"none\"]", "signing_algorithms[1]: \"none\" is refused");
    refused("signing_algorithms = [\"rs256\"]", "did you mean \"RS256\"?");
    refused("signing_algorithms = [\"ES512\"]", "expected one of RS256");
    refused("signing_algorithms = []", "signing_algorithms: is empty");
    assert!(load(&format!("{AUTH0}signing_algorithms = [\"HS256\"]")).is_ok());
    let public = AUTH0.replace("client_secret = \"secret\"", "client_auth = \"none\"");
    refused_whole(&format!("{public}signing_algorithms = [\"HS256\"]"), "sign with the client secret");

    for name in ["response_type", "client_id", "redirect_uri", "scope", "state", "nonce", "code_challenge"]
        .iter()
        .chain(&["code_challenge_method", "response_mode", "request", "request_uri", "prompt", "acr_values"])
        .chain(&["login_hint", "ui_locales", "client_secret", "State"])
    {
        refused(&format!("extra_parameters = {{ {name} = \"x\" }}"), "is not a parameter of your own");
    }
    refused(
        "extra_parameters = { prompt = \"login\" }",
        "extra_parameters.prompt: is not a parameter of your own: use the setting prompt",
    );
    refused("scopes = [\"email\"]", "scopes: lacks \"openid\"");
    refused("prompt = \"none\"", "prompt: \"none\" would");
    refused("claims = { subject = \"email\" }", "claims.subject: an e-mail address does not say who it is");
    refused("claims = { name = \"iss\" }", "claims.name: this claim is about the token");
    let everybody = "preset = \"entra\"\nissuer = \"https://login.microsoftonline.com/organizations/v2.0\"\n\
                     client_id = \"c\"\nclient_secret = \"s\"\n";
    assert!(!loaded(everybody).trust_email);
    refused_whole(
        &format!("{everybody}trust_email = true"),
        "trust_email: the issuer speaks for every tenant",
    );
}

#[test]
fn slips_of_the_pen_are_told_one_by_one() {
    refused("id = \"none\"", "id: \"none\" is no name");
    refused("id = \"Auth0\"", "id: expected 1 to 40");
    refused("icon = \"gogle\"", "did you mean \"google\"?");
    refused("use = \"signup\"", "did you mean \"sign_up\"?");
    refused("logout = \"remote\"", "logout: expected one of");
    refused("label = \"\"", "label: expected 1 to 40 characters");
    refused("claims = { email = \"e mail\" }", "claims.email: expected the name of a claim");
    refused("domain = [\"acme.example\"]", "domain: unknown setting; did you mean domains?");
    for domain in
        ["acme", "@acme.example", "a@acme.example", "https://acme.example", "acme.example/", "*.example", ""]
    {
        refused(&format!("domains = [\"{domain}\"]"), "domains[0]: expected what stands behind the @");
    }
    refused("domains = [\"acme.example\", \"ACME.example\"]", "domains: holds the same element twice");
    refused("domains = [\"acme.example\"]\nuse = \"link\"", "domains: nobody signs in");
    refused_whole(&AUTH0.replace("auth0\"", "auth\""), "preset: expected one of");
    refused_whole(
        &AUTH0.replace("preset = \"auth0\"", "preset = \"okta\"\nlogout = \"federated\""),
        "logout: \"federated\" is Auth0's",
    );
    let provider = loaded(&format!("{AUTH0}domains = [\"Bücher.example\"]"));
    assert_eq!(provider.domains, ["xn--bcher-kva.example"]);
}

#[test]
fn names_of_the_persons_own_choice_are_kept_within_bounds() {
    let provider = loaded(&format!(
        "{AUTH0}[providers.claims]\ngroups = \"https://acme.example/groups\"\n[providers.extra_parameters]\n\
         connection = \"My customers\"\n[providers.customer_groups]\n\"Whole sale\" = \"aBcDe\"\n\
         [providers.metadata]\ntier = \"https://acme.example/tier\"\n[providers.custom_claims]\nvip = \"is_vip\""
    ));
    assert_eq!(provider.claims.groups.unwrap(), "https://acme.example/groups");
    assert_eq!(provider.extra_parameters["connection"], "My customers");
    assert_eq!(provider.customer_groups["Whole sale"], "aBcDe");
    assert_eq!(provider.metadata["tier"], "https://acme.example/tier");
    assert_eq!(provider.custom_claims["vip"], "is_vip");

    refused("customer_groups = { a = \"aBcDe\" }", "customer_groups: needs the name of the claim");
    refused("metadata = { a = 1 }", "metadata.a: expected a text in quotes");
    refused("metadata = [\"a\"]", "metadata: expected a table of texts");
    refused("metadata = { \"\" = \"a\" }", "expected a key of 1 to 80 characters");
    refused(&format!("metadata = {{ {} = \"a\" }}", "a".repeat(81)), "expected a key of 1 to 80 characters");
    refused("custom_claims = { a = \"b c\" }", "custom_claims.a: expected the name of a claim");
    let many = |count: usize| {
        let entries: Vec<String> = (0..count).map(|number| format!("k{number} = \"c\"")).collect();
        format!("custom_claims = {{ {} }}", entries.join(", "))
    };
    assert!(load(&format!("{AUTH0}{}", many(20))).is_ok());
    refused(&many(21), "custom_claims: expected at most 20 of them");
}

#[test]
fn every_problem_of_a_provider_is_reported_at_once_without_a_secret() {
    let provider = r#"
preset = "hunter2"
id = "hunter2!"
issuer = "https://root:hunter2@id.example.com"
client_auth = "hunter2"
client_secret = ["hunter2"]
scopes = ["hunter2"]
domains = ["hunter2"]
storefronts = ["hunter2"]
use = "hunter2"
logout = "hunter2"
extra_parameters = { client_secret = "hunter2" }
signing_algorithms = ["hunter2"]
"#;
    let problems = load(provider).unwrap_err();
    assert_eq!(problems.count(), 13, "{problems}");
    assert!(!format!("{problems} {problems:?}").contains("hunter2"), "{problems}");
    assert!(!format!("{:?}", loaded(&AUTH0.replace("\"secret\"", "\"hunter2\""))).contains("hunter2"));
}
