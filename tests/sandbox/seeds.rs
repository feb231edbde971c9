use vestibule::sandbox::{Kind, Mode, Sandbox, SandboxOptions, Seed};

use crate::bench::*;

#[test]
fn the_built_in_seed_has_what_tests_and_demonstrations_need() {
    let seed = Seed::default();
    let acme = seed.organization("acme").unwrap();
    assert!(acme.enterprise);
    assert_eq!(acme.first(Kind::Integration).unwrap().client_id, INTEGRATION);
    assert_eq!(acme.credential("web shop").unwrap().client_secret, WEB_SHOP_SECRET.into());
    assert_eq!(acme.credential("legacy shop").unwrap().lifetime(), 7_200);
    assert!(acme.credentials.iter().all(|it| it.mode == Mode::Test));
    let urlsafe = |text: &str| {
        text.len() == 43 && text.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_".contains(&b))
    };
    assert!(acme.credentials.iter().all(|it| urlsafe(&it.client_id) && urlsafe(it.client_secret.expose())));
    assert!(acme.customer("ada@example.com").unwrap().password.is_some());
    assert!(acme.customer("bob@example.com").unwrap().password.is_none());
    assert_eq!(acme.market("vip").unwrap().group.as_deref(), Some("vip"));
    assert!(acme.market("closed").unwrap().disabled);
    assert!(!seed.organization("globex").unwrap().enterprise);
    assert!(!format!("{seed:?}").contains(WEB_SHOP_SECRET));
}

#[test]
fn every_mistake_of_a_seed_is_told_with_its_place() {
    let text = r#"
        [[organizations]]
        slug = "shop"
        name = "Shop"
        [[organizations.credentials]]
        name = "front"
        kind = "sales_chanel"
        client_id = "a"
        client_secret = "b"
        [[organizations.customers]]
        email = "a@example.com"
        pasword = "typo"
        [[organizations]]
        name = "Nameless"
    "#;
    let message = Seed::parse(text).unwrap_err().to_string();
    for part in [
        "organization `shop`, credentials number 1: unknown variant `sales_chanel`",
        "organization `shop`, customers number 1: unknown field `pasword`",
        "organization number 2: missing field `slug`",
    ] {
        assert!(message.contains(part), "{message}");
    }
    assert!(Seed::parse("organizations = ").unwrap_err().to_string().contains("line 1"));
    assert!(Seed::parse("").unwrap_err().to_string().contains("there is no [[organizations]]"));
}

#[test]
fn a_seed_that_contradicts_itself_is_refused() {
    let text = r#"
        [[organizations]]
        slug = "Shop"
        name = "Shop"
        id = "short"
        [[organizations.credentials]]
        name = "front"
        kind = "sales_channel"
        client_id = "a"
        client_secret = ""
        expires_in = 60
        [[organizations.credentials]]
        name = "front"
        kind = "integration"
        client_id = "a"
        client_secret = "b"
        [[organizations.markets]]
        code = "usa"
        name = "USA"
        group = "vip"
        [[organizations.customers]]
        email = "a@example.com"
        [[organizations.customers]]
        email = "A@example.com"
        [[organizations.orders]]
        market = "mars"
        customer = "b@example.com"
        status = "lost"
    "#;
    let message = Seed::parse(text).unwrap_err().to_string();
    for part in [
        "a slug is made of lower-case letters",
        "the id `short` is not ten letters",
        "the client_id `a` stands twice",
        "the credential name `front` stands twice",
        "needs a client_id and a client_secret",
        "expires_in is 7200 to 31536000 seconds",
        "market `usa` names the group `vip`, which does not exist",
        "the e-mail `a@example.com` stands twice",
        "names the market `mars`, which does not exist",
        "has the unknown status `lost`",
        "names the customer `b@example.com`, who does not exist",
    ] {
        assert!(message.contains(part), "{part}: {message}");
    }
}

#[tokio::test]
async fn an_address_in_use_and_a_changed_seed_are_reported() {
    let bench = Bench::new().await;
    let listen = bench.sandbox.base_url().trim_start_matches("http://").parse().unwrap();
    let keys_dir = Some(std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join("sandbox-keys"));
    let taken = Sandbox::start(SandboxOptions { listen, keys_dir, ..SandboxOptions::default() }).await;
    assert!(taken.err().unwrap().to_string().starts_with("cannot listen on 127.0.0.1"));
    let mut seed = Seed::default();
    seed.organizations.clear();
    let empty = Sandbox::start(SandboxOptions { seed, ..SandboxOptions::default() }).await;
    assert!(empty.err().unwrap().to_string().contains("there is no [[organizations]]"));
}

#[tokio::test]
async fn a_stopped_sandbox_gives_its_address_back() {
    let bench = Bench::new().await;
    let listen: std::net::SocketAddr =
        bench.sandbox.base_url().trim_start_matches("http://").parse().unwrap();
    bench.sandbox.stop().await;
    assert!(std::net::TcpStream::connect(listen).is_err());
}
