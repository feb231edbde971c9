//! What is said of documents that providers could give; nobody is asked.

use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::{Value, json};

use super::document::Document;
use super::{Provider, compare_clocks, keys};
use crate::config::{Environment, Settings};
use crate::foundation::{Clock, Report};
use crate::outbound::Outbound;

const SETTINGS: [(&str, &str); 16] = [
    ("SERVER__PUBLIC_URL", "https://login.example.com"),
    ("SECRETS__ENCRYPTION_KEYS", "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="),
    ("MAIL__FROM", "hello@example.com"),
    ("MAIL__TRANSPORT", "memory"),
    ("ORGANIZATIONS__ACME__INTEGRATION__CLIENT_ID", "integration"),
    ("ORGANIZATIONS__ACME__INTEGRATION__CLIENT_SECRET", "secret"),
    ("STOREFRONTS__0__NAME", "Shop"),
    ("STOREFRONTS__0__ORGANIZATION", "acme"),
    ("STOREFRONTS__0__CLIENT_ID", "channel"),
    ("STOREFRONTS__0__CLIENT_SECRET", "secret"),
    ("STOREFRONTS__0__SCOPES", "market:code:eu"),
    ("STOREFRONTS__0__HOME", "https://shop.example.com/"),
    ("STOREFRONTS__0__RETURN_ADDRESSES", "https://shop.example.com"),
    ("PROVIDERS__0__LABEL", "Example"),
    ("PROVIDERS__0__ISSUER", "https://id.example.com"),
    ("PROVIDERS__0__CLIENT_ID", "client"),
];
const SECRET: (&str, &str) = ("CLIENT_SECRET", "secret");

/// Settings, what the document says instead, and what is found.
type Case<'a> = (&'a [(&'a str, &'a str)], Value, &'a str);

fn provider(settings: &[(&str, &str)]) -> Provider {
    let own =
        settings.iter().map(|(key, value)| (format!("VESTIBULE_PROVIDERS__0__{key}"), (*value).to_owned()));
    let usual = SETTINGS.map(|(key, value)| (format!("VESTIBULE_{key}"), value.to_owned()));
    let environment: Environment = usual.into_iter().chain(own).collect();
    let settings = Settings::load(None, &environment).unwrap_or_else(|problems| panic!("{problems}"));
    let http = Arc::new(Outbound::new().unwrap());
    Provider::new(settings.providers[0].clone(), http, Clock::System)
}

fn honest() -> Value {
    json!({
        "issuer": "https://id.example.com",
        "authorization_endpoint": "https://id.example.com/authorize",
        "token_endpoint": "https://id.example.com/token",
        "jwks_uri": "https://keys.example.com/jwks.json",
        "userinfo_endpoint": "https://id.example.com/userinfo",
        "end_session_endpoint": "https://id.example.com/logout",
        "scopes_supported": ["openid", "profile", "email"],
        "response_modes_supported": ["query", "form_post"],
        "id_token_signing_alg_values_supported": ["HS256", "RS256"],
        "token_endpoint_auth_methods_supported": ["client_secret_basic", "private_key_jwt"],
        "code_challenge_methods_supported": ["S256"],
        "backchannel_logout_supported": true,
    })
}

fn look(settings: &[(&str, &str)], changes: &Value) -> Report {
    let Value::Object(mut document) = honest() else { unreachable!() };
    for (name, value) in changes.as_object().unwrap() {
        if value.is_null() {
            document.remove(name);
        } else {
            document.insert(name.clone(), value.clone());
        }
    }
    let mut report = Report::default();
    provider(settings).look_at_document(&Document(document), &mut report);
    report
}

#[test]
fn an_ordinary_provider_is_described_and_nothing_is_wrong() {
    let report = look(&[SECRET], &json!({}));
    let lines: Vec<String> = report.lines.iter().map(|(label, text)| format!("{label}: {text}")).collect();
    insta::assert_snapshot!(lines.join("\n"), @"
    calls itself: https://id.example.com
    host: id.example.com: sign-in, tokens, userinfo, sign-out
    host: keys.example.com: keys
    signs with: HS256, RS256
    clients prove by: client_secret_basic, private_key_jwt
    PKCE: S256
    answers by: query, form_post
    names itself: not in its answers
    scopes: openid, profile, email
    signing out: people can be sent there; it tells us by the back channel
    ");
    assert_eq!((report.obstacles, report.warnings), (Vec::<String>::new(), Vec::new()));
}

#[test]
fn what_stands_in_the_way_is_named() {
    let auth_methods = "token_endpoint_auth_methods_supported";
    let algorithms = "id_token_signing_alg_values_supported";
    let es256 = ("SIGNING_ALGORITHMS", "ES256");
    let key_of_our_own = ("CLIENT_AUTH", "private_key_jwt");
    let logout = ("LOGOUT", "rp_initiated");
    let cases: [Case<'_>; 17] = [
        (&[SECRET], json!({ "issuer": null }), "`issuer` is missing"),
        (&[SECRET], json!({ "issuer": "https://id.example.com/" }), "Only the slash"),
        (&[SECRET], json!({ "issuer": "https://other.example" }), "If that is the provider that you mean"),
        (&[SECRET], json!({ "token_endpoint": null }), "has no token_endpoint:"),
        (&[SECRET], json!({ "token_endpoint": 7, "jwks_uri": null }), "has no token_endpoint, no jwks_uri:"),
        (&[SECRET], json!({ "authorization_endpoint": "javascript:alert(1)//" }), "is no web address"),
        (&[SECRET], json!({ "token_endpoint": "http://id.example.com/token" }), "(token_endpoint)"),
        (
            &[SECRET],
            json!({ "authorization_endpoint": "http://id.example.com/" }),
            "(authorization_endpoint)",
        ),
        (
            &[SECRET],
            json!({ "jwks_uri": "https://169.254.169.254/" }),
            "jwks_uri is https://169.254.169.254/, and",
        ),
        (&[SECRET], json!({ "userinfo_endpoint": "https://10.0.0.1/" }), "set private_addresses = true"),
        (&[SECRET], json!({ algorithms: ["none", "HS256"] }), "signs with none, HS256 alone"),
        (&[SECRET, es256], json!({}), "the settings take only ES256"),
        (&[SECRET], json!({ auth_methods: ["private_key_jwt"] }), "it offers private_key_jwt"),
        (&[key_of_our_own], json!({ auth_methods: null }), "it offers client_secret_basic"),
        (
            &[key_of_our_own],
            json!({ "token_endpoint_auth_signing_alg_values_supported": ["ES256"] }),
            "it takes ES256",
        ),
        (&[SECRET, logout], json!({ "end_session_endpoint": null }), "names no end_session_endpoint"),
        (
            &[SECRET, ("RESPONSE_MODE", "form_post")],
            json!({ "response_modes_supported": ["query", "fragment"] }),
            "it offers query, fragment",
        ),
    ];
    for (settings, changes, words) in cases {
        let obstacles = look(settings, &changes).obstacles;
        assert!(obstacles.len() == 1 && obstacles[0].contains(words), "{changes}: {obstacles:#?}");
    }
}

#[test]
fn what_may_be_right_is_only_a_warning() {
    let cases: [Case<'_>; 6] = [
        (&[SECRET], json!({ "code_challenge_methods_supported": null }), "does not say that it checks PKCE"),
        (&[SECRET], json!({ "code_challenge_methods_supported": ["plain"] }), "but not S256"),
        (&[SECRET], json!({ "scopes_supported": ["openid", "email"] }), "what `scopes` asks for: profile."),
        (
            &[SECRET, ("RESPONSE_MODE", "form_post")],
            json!({ "response_modes_supported": null }),
            "does not say that it can",
        ),
        (&[("CLIENT_AUTH", "none")], json!({}), "Many providers take public clients without saying so"),
        (
            &[SECRET, ("PRIVATE_ADDRESSES", "true")],
            json!({ "token_endpoint": "http://id.example.com/token" }),
            "(token_endpoint): codes and our secret go there unencrypted",
        ),
    ];
    for (settings, changes, words) in cases {
        let Report { obstacles, warnings, .. } = look(settings, &changes);
        assert!(obstacles.is_empty(), "{changes}: {obstacles:#?}");
        assert!(warnings.len() == 1 && warnings[0].contains(words), "{changes}: {warnings:#?}");
    }
}

#[test]
fn everything_that_is_wrong_is_said_at_once() {
    let changes = json!({
        "issuer": "https://id.example.com/",
        "token_endpoint": null,
        "id_token_signing_alg_values_supported": ["none"],
        "token_endpoint_auth_methods_supported": ["tls_client_auth"],
        "scopes_supported": ["openid"],
    });
    let Report { obstacles, warnings, .. } = look(&[SECRET], &changes);
    assert_eq!((obstacles.len(), warnings.len()), (4, 1), "{obstacles:#?} {warnings:#?}");
}

#[test]
fn an_issuer_that_differs_is_given_to_be_copied_and_cannot_move_the_cursor() {
    let said = |issuer: &str| look(&[SECRET], &json!({ "issuer": issuer })).obstacles.remove(0);
    assert!(said("https://id.example.com/").ends_with("exactly:\nissuer = \"https://id.example.com/\""));
    let odd = said("https://id.example.com\u{1b}[2J\r\nNothing stands in the way");
    assert!(odd.lines().count() == 2 && !odd.contains('\u{1b}'), "{odd:?}");
}

#[test]
fn entra_for_many_tenants_calls_itself_by_a_template() {
    let issuer = ("ISSUER", "https://login.microsoftonline.com/common/v2.0");
    let changes = json!({ "issuer": "https://login.microsoftonline.com/{tenantid}/v2.0" });
    assert_eq!(look(&[SECRET, ("PRESET", "entra"), issuer], &changes).obstacles, Vec::<String>::new());
}

fn look_at_keys(document: &Value, needed: &[&str]) -> Report {
    let mut report = Report::default();
    keys::read(document, &needed.iter().copied().collect(), &mut report);
    report
}

#[test]
fn a_key_set_must_hold_a_key_that_fits() {
    let rsa = json!({ "kty": "RSA", "use": "sig", "n": "sXch", "e": "AQAB", "kid": "1" });
    let oct = json!({ "kty": "oct", "k": "c2VjcmV0" });
    let tomorrow = json!({ "kty": "AKP", "alg": "ML-DSA-65", "pub": "AAAA" });
    let encryption = json!({ "kty": "RSA", "use": "enc", "n": "sXch", "e": "AQAB" });
    for (set, needed, words) in [
        (json!([]), "RSA", "It publishes no key"),
        (json!([oct]), "RSA", "None of the 1 keys"),
        (json!([tomorrow, encryption, 7]), "RSA", "None of the 3 keys"),
        (json!([rsa]), "EC", "It publishes keys of kind RSA, and none that fits"),
    ] {
        let obstacles = look_at_keys(&json!({ "keys": set }), &[needed]).obstacles;
        assert!(obstacles.len() == 1 && obstacles[0].starts_with(words), "{obstacles:?}");
    }
    assert!(look_at_keys(&json!({ "key": [] }), &["RSA"]).obstacles[0].contains("is no key set"));
    let mixed = look_at_keys(&json!({ "keys": [oct, tomorrow, rsa] }), &["RSA"]);
    assert_eq!(mixed.lines[0].1, "1 that can sign (RSA); 2 passed over");
    assert_eq!((mixed.obstacles.len(), mixed.warnings.len()), (0, 1));
    assert!(look_at_keys(&json!({ "keys": [] }), &["oct"]).obstacles.is_empty(), "a MAC needs none");
}

#[test]
fn a_clock_may_differ_by_a_minute() {
    let now: DateTime<Utc> = "2026-11-24T03:00:00Z".parse().unwrap();
    let look = |difference: i64| {
        let mut report = Report::default();
        compare_clocks(now + TimeDelta::seconds(difference), now, &mut report);
        (report.obstacles.len(), report.warnings.len())
    };
    assert_eq!([-60, 0, 60].map(look), [(0, 0); 3]);
    assert_eq!((look(61), look(-61)), ((1, 0), (0, 1)));
}
