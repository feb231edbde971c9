//! Catalogue C with addresses that nobody thought of: whatever a link says, nothing breaks, and what is let
//! through leads to the shop.

use proptest::prelude::*;
use url::Url;
use vestibule::config::{
    AddressRule, CartPolicy, ClientCredential, Exchange, Handover, Language, OrganizationName,
    StorefrontSettings,
};
use vestibule::foundation::{Scope, Secret};
use vestibule::storefronts::{Query, ReturnAddress};

const ORIGINS: [&str; 3] = ["https://shop.example.com", "https://deals.example.com", "http://localhost:3000"];

fn storefront() -> StorefrontSettings {
    let rules = ["https://shop.example.com", "https://deals.example.com/eu/*", "http://localhost:3000/cart"];
    StorefrontSettings {
        name: "Shop".to_owned(),
        organization: OrganizationName::parse("acme").unwrap(),
        client: ClientCredential { client_id: "client".to_owned(), client_secret: Secret::new("secret") },
        scopes: vec![Scope::parse("market:code:usa").unwrap()],
        home: Url::parse("https://shop.example.com/").unwrap(),
        return_addresses: rules.map(|rule| AddressRule::parse(rule).unwrap()).to_vec(),
        origins: vec![ORIGINS[0].to_owned()],
        handover: Handover::Query,
        exchange: Exchange::JwtBearer,
        cart: CartPolicy::Adopt,
        framing: false,
        languages: Language::ALL.to_vec(),
        texts: vestibule::i18n::OwnTexts::default(),
        providers: Vec::new(),
        default_provider: None,
        password: true,
        mailed_code: false,
        sign_up: true,
    }
}

/// Pieces that have fooled somebody somewhere, beside anything at all.
fn addresses() -> impl Strategy<Value = String> {
    let pieces = vec![
        "https://",
        "http://",
        "HTTPS://",
        "https:",
        "//",
        "/",
        "\\",
        "/\\",
        "javascript:",
        "data:",
        "shop.example.com",
        "shop.example.com.",
        "SHOP.EXAMPLE.COM",
        "shop\u{ff0e}example.com",
        "shop\u{3002}example.com",
        "deals.example.com/eu/",
        "evil.example",
        "shop.example.com.evil.example",
        "@",
        ":443",
        ":8443",
        ":",
        "user:pass@",
        "?",
        "#",
        "&",
        "=",
        "..",
        "/../",
        "%2f",
        "%5c",
        "%2e%2e",
        "%00",
        "%0d%0a",
        "\t",
        "\n",
        "\r",
        " ",
        "\u{a0}",
        "\u{200b}",
        "\u{202e}",
        "\u{feff}",
        "\0",
        "[::1]",
        "127.0.0.1",
        "localhost:3000",
        "/cart",
        "cart",
        "accessToken=eyJ",
        ";",
        "xn--",
        "\u{e4}",
        "\u{430}",
    ];
    let tricks =
        prop::collection::vec(prop::sample::select(pieces), 0..10).prop_map(|pieces| pieces.concat());
    let starts = ["", "/", "https://", "https://shop.example.com", "https://deals.example.com/eu/"];
    let tricks =
        (prop::sample::select(starts.to_vec()), tricks).prop_map(|(start, rest)| start.to_owned() + &rest);
    prop_oneof![8 => tricks, 1 => any::<String>(), 1 => "https://shop\\.example\\.com/\\PC{0,40}"]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(4_000))]

    #[test]
    fn c07_an_address_that_is_let_through_leads_to_the_shop_however_it_is_read(text in addresses()) {
        let storefront = storefront();
        let Ok(address) = ReturnAddress::check(&text, &storefront) else { return Ok(()) };
        let token = [("accessToken", "eyJ"), ("scope", "market:code:usa"), ("expires", "2027-03-01T09:00:00.000Z")];
        for read in [Url::parse(address.as_str()).unwrap(), address.with_parameters(&token)] {
            let read = Url::parse(read.as_str()).unwrap();
            prop_assert!(ORIGINS.contains(&read.origin().ascii_serialization().as_str()), "{text:?} leads to {read}");
            prop_assert!(read.username().is_empty() && read.password().is_none(), "{read}");
            prop_assert!(storefront.return_addresses.iter().any(|rule| rule.admits(&read)), "{read}");
            // What browsers see in a Location header: plain ASCII, nothing that ends a line.
            prop_assert!(read.as_str().bytes().all(|byte| byte.is_ascii_graphic()), "{read:?}");
        }
        prop_assert_eq!(address.with_parameters(&token).query_pairs().filter(|(name, _)| name == "accessToken").count(), 1);
        prop_assert_eq!(ReturnAddress::check(address.as_str(), &storefront), Ok(address), "checked again, it is the same");
    }

    #[test]
    fn c07_a_rule_is_read_or_refused_and_admits_only_its_own_origin(rule in addresses(), text in addresses()) {
        let (Ok(rule), Ok(url)) = (AddressRule::parse(&rule), Url::parse(&text)) else { return Ok(()) };
        let (AddressRule::Origin(own) | AddressRule::Exact(own) | AddressRule::Below(own)) = &rule;
        if rule.admits(&url) {
            prop_assert_eq!(own.origin(), url.origin());
            prop_assert!(own.origin().is_tuple());
        }
        prop_assert!(matches!(own.scheme(), "https" | "http"));
        prop_assert!(AddressRule::parse(&rule.to_string()).is_ok(), "{rule} is not read again");
    }

    #[test]
    fn any_query_is_read(raw in any::<String>(), bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        let encoded = percent_encoding::percent_encode(&bytes, percent_encoding::NON_ALPHANUMERIC).to_string();
        let long = format!("{}{raw}", "\u{e4}".repeat(4_096));
        for raw in [&raw, &format!("returnUrl={raw}"), &format!("clientId={encoded}&scope={raw}"), &long] {
            let query = Query::read(raw);
            for name in ["clientId", "scope", "returnUrl", "lang", ""] {
                let value = query.get(name).unwrap_or("x");
                prop_assert!(!value.is_empty() && value != ":lang");
            }
            Query::of_form(raw);
        }
    }

    #[test]
    fn an_encoded_value_is_read_as_it_was_meant(value in "\\PC{1,60}", other in "\\PC{0,20}") {
        let raw = url::form_urlencoded::Serializer::new(String::new())
            .append_pair("returnUrl", &value)
            .append_pair("clientId", &other)
            .finish();
        let query = Query::read(&raw);
        let placeholder = value.starts_with(':');
        prop_assert!(placeholder || query.get("returnUrl") == Some(&value));
        let form = Query::of_form(&raw);
        prop_assert_eq!(form.get("returnUrl"), Some(value.as_str()));
    }
}
