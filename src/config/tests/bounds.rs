//! What single values and their combinations may be.

use super::*;

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
    let in_step = FILE.replace("[organizations.acme-eu]", "[organizations.acme-eu]\npasswords = \"in_step\"");
    let random = in_step.replace("name = \"Shop\"", "name = \"Shop\"\nexchange = \"password\"");
    assert!(load_with(&in_step, &[]).is_ok());
    let contradiction = problems(&random, &[]);
    assert!(
        contradiction[0].contains("storefronts[0].exchange: does not go with passwords"),
        "{contradiction:?}"
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
        ("[organizations.acme-eu]", "[organizations.acme-eu]\nlazy_passwords = \"yes\""),
        ("[organizations.acme-eu]", "[organizations.acme-eu]\npasswords = \"sync\""),
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
        ("[\"https://shop.example.com\"]", "[\"https://shop.example.com\"]\ncart = \"merge\""),
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
