//! What somebody tries who wants another person's account, or a way in that stays, or to have a shopper's browser do
//! what the shopper did not.

use reqwest::{Method, StatusCode};
use url::form_urlencoded;
use vestibule::foundation::PlainToken;
use vestibule::sandbox::upstream::{Person, Switch};

use crate::bench::{
    Browser, FRAMED, Link, PASSWORD, Page, Plan, ProviderPlan, Returned, TestApp, framed, legacy, web,
};

const STAFF: ProviderPlan = ProviderPlan {
    id: "staff",
    settings: "trust_email = true\ndomains = [\"staff.example\"]",
    register: |_| {},
};

impl Browser {
    /// Follows a link of a stranger that leaves for a provider at once.
    async fn leave_for(&self, provider: &str, link: &Link) -> Page {
        self.visit(link.clone().to(&format!("/federation/{provider}/depart")).address()).await
    }
}

/// Two providers, one of which has a domain; somebody has an account by the latter.
async fn with_staff() -> TestApp {
    let plan = Plan { providers: &[ProviderPlan::TRUSTED, STAFF], ..Plan::default() };
    let app = TestApp::planned(plan).await;
    app.upstreams[1].put_person(Person::verified("ada", "Ada", "ada-1", "ada@staff.example"));
    app.browser().leave_for("staff", &web()).await.as_person("ada").await.landing();
    app
}

#[tokio::test]
async fn g10_a_provider_proves_the_address_that_it_names_and_no_other_spelling() {
    let app = TestApp::with_provider().await;
    app.browser().sign_up(&app, &web(), "jack@people.example").await.landing();
    // A Kelvin sign for the k, and a wide p: other mailboxes, or none, to whoever verified them.
    for (person, email) in [("kelvin", "jac\u{212a}@people.example"), ("wide", "jack@\u{ff50}eople.example")]
    {
        app.upstream().put_person(Person::verified(person, "Eve", person, email));
        let page = app.browser().leave_for("example", &web()).await.as_person(person).await;
        assert_eq!(page.url().path(), "/prove", "{email}");
    }
    assert_eq!(app.count("identities").await, 0);
    app.tick().await;
}

#[tokio::test]
async fn a01_an_address_of_one_provider_s_domain_is_not_another_s_to_prove() {
    let app = with_staff().await;
    // She left the company, and once had an account elsewhere made with its address.
    app.upstream().put_person(Person::verified("eve", "Eve", "eve-1", "ada@Staff.Example"));
    let page = app.browser().leave_for("example", &web()).await.as_person("eve").await;
    assert_eq!(page.url().path(), "/prove", "{}", page.text());
    assert_eq!(app.count("identities").await, 1);
    app.tick().await;
}

#[tokio::test]
async fn a06_an_address_of_a_provider_s_domain_takes_no_password_in_the_detour_either() {
    let app = with_staff().await;
    sqlx::query("insert into passwords select id, 'old', now() from accounts")
        .execute(app.db())
        .await
        .unwrap();
    app.upstream().put_person(Person::unverified("eve", "Eve", "eve-1", "ada@staff.example"));
    let page = app.browser().leave_for("example", &web()).await.as_person("eve").await;
    assert_eq!(page.url().path(), "/prove");
    assert_eq!(page.all("input[type=password]").len(), 0, "the login page looks at none either");
    let answer = page.browser().post("/prove/password", &[("customerPassword", PASSWORD)]).send().await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER);
    assert_eq!(app.count("events where kind = 'sign_in_refused'").await, 0, "not even looked at");
    app.tick().await;
}

#[tokio::test]
async fn a02_a_word_about_another_address_proves_nothing() {
    let app = TestApp::with_provider().await;
    app.browser().sign_up(&app, &web(), "uma@people.example").await.landing();
    app.upstream().switches().on(Switch::UserinfoOtherAddress);
    let page = app.browser().leave_for("example", &web()).await.as_person("uma").await;
    assert_eq!(page.url().path(), "/prove", "{}", page.text());
    assert_eq!(app.count("identities").await, 0);
    app.tick().await;
}

#[tokio::test]
async fn h02_what_a_provider_gave_goes_when_it_is_unlinked() {
    const MAPPED: ProviderPlan = ProviderPlan {
        id: "example",
        settings: "trust_email = true\n[providers.claims]\ngroups = \"groups\"\n\
                   [providers.customer_groups]\nvip = \"AcmeGrpVip\"\n\
                   [providers.metadata]\nnick = \"name\"\n[providers.custom_claims]\nnick = \"name\"",
        register: |_| {},
    };
    let app = TestApp::planned(Plan { providers: &[MAPPED], ..Plan::default() }).await;
    let browser = app.browser();
    browser.sign_up(&app, &web(), "ada@example.com").await.landing();
    let account = browser.visit(web().to("/account").address()).await;
    let account = account.press("Link").await.as_person("mila").await;
    app.tick().await;
    assert_eq!(app.sandbox.customer("acme", "ada@example.com").unwrap().group.as_deref(), Some("vip"));
    account.press("Unlink").await;
    app.tick().await;
    let ada = app.sandbox.customer("acme", "ada@example.com").unwrap();
    assert_eq!((ada.group, ada.metadata.get("nick")), (None, None));
    assert_eq!(app.count("customers where custom_claim_sealed is not null").await, 0);
}

#[tokio::test]
async fn a13_an_account_that_is_locked_while_its_owner_is_on_the_way_lets_nobody_in() {
    let app = TestApp::with_provider().await;
    app.browser().leave_for("example", &legacy()).await.as_person("vera").await.landing();
    let back = app.browser().leave_for("example", &legacy()).await.at_provider().await;
    let back = back.sign_in_as("vera").await;
    let mut locking = app.db().begin().await.unwrap();
    sqlx::query("update accounts set locked_at = created_at").execute(&mut *locking).await.unwrap();
    let lock = async {
        // The arrival has read the account as it was, and waits for it, or has gone on.
        for _ in 0..200 {
            let waiting = app.count("pg_locks where not granted").await;
            if waiting > 0 || app.count("sessions").await > 1 {
                break;
            }
        }
        locking.commit().await.unwrap();
    };
    let (page, ()) = tokio::join!(back.follow(), lock);
    assert_eq!(page.status(), StatusCode::FORBIDDEN, "{}", page.text());
    assert_eq!(app.count("sessions").await, 1);
    app.tick().await;
}

#[tokio::test]
async fn k16_pages_that_change_who_comes_in_are_never_shown_in_a_frame() {
    let app = TestApp::with_provider().await;
    let browser = app.browser();
    let prove = browser.leave_for("example", &framed().with("lang", "en")).await.as_person("uma").await;
    assert_eq!(prove.url().path(), "/prove");
    let code = app.code_for("uma@people.example").await;
    prove.is_in_no_frame();
    prove.fill("Code", &code).press("Confirm").await.landing();
    browser.visit(format!("/account?clientId={FRAMED}&lang=en")).await.is_in_no_frame();
    app.tick().await;
}

impl Page {
    fn is_in_no_frame(&self) {
        let policy = self.answer.header("content-security-policy");
        assert!(policy.contains("frame-ancestors 'none'"), "{}: {policy}", self.url());
    }
}

#[tokio::test]
async fn b01_a_link_of_a_stranger_does_not_make_somebody_else_of_who_is_signed_in() {
    let app = TestApp::with_provider().await;
    let browser = app.browser();
    browser.sign_up(&app, &web(), "ada@example.com").await.landing();
    let page = browser.leave_for("example", &web()).await;
    assert_eq!(page.status(), StatusCode::OK);
    assert!(page.has_button("Use another account"), "{}", page.text());
    assert_eq!(app.count("departures").await, 0);
}

#[tokio::test]
async fn b01_a_picture_or_a_look_ahead_leaves_for_no_provider_and_costs_nobody_his_turn() {
    let app = TestApp::with_provider().await;
    let address = web().to("/federation/example/depart").address();
    let asked = |name, value| app.browser().request(Method::GET, &address).header(name, value).send();
    let jump = web().with("idp", "example").address();
    let jumped = |name, value| app.browser().request(Method::GET, &jump).header(name, value).send();
    for (name, value) in
        [("sec-fetch-mode", "no-cors"), ("sec-fetch-mode", "cors"), ("sec-purpose", "prefetch")]
    {
        assert_eq!(asked(name, value).await.status, StatusCode::BAD_REQUEST, "{name}: {value}");
        assert_eq!(jumped(name, value).await.status, StatusCode::OK, "{name}: {value}");
    }
    assert_eq!(app.count("departures").await, 0);
    assert_eq!(app.count("throttles").await, 0);
}

#[tokio::test]
async fn k03_nobody_s_provider_is_no_part_of_an_address() {
    let app = TestApp::with_provider().await;
    let body = format!("code=x&state={}", PlainToken::generate().expose());
    for provider in ["a%0d%0ab", "..%2f..%2flogout%3f", "%2f%2fevil.example", "nobody"] {
        let post = app.browser().request(Method::POST, &format!("/federation/{provider}/callback"));
        let post = post.header("content-type", "application/x-www-form-urlencoded").body(body.clone());
        assert_eq!(post.send().await.status, StatusCode::NOT_FOUND, "{provider}");
    }
}

#[tokio::test]
async fn b15_an_answer_posted_into_somebody_else_s_departure_makes_nobody_the_attacker() {
    const POSTS: ProviderPlan = ProviderPlan {
        id: "example",
        settings: "trust_email = true\nresponse_mode = \"form_post\"",
        register: |_| {},
    };
    let app = TestApp::planned(Plan { providers: &[POSTS], ..Plan::default() }).await;
    let (shopper, attacker) = (app.browser(), app.browser());
    let away = shopper.leave_for("example", &web()).await.at_provider().await.sign_in_as("vera").await;
    let own = attacker.leave_for("example", &web()).await.at_provider().await.sign_in_as("victor").await;
    // The worst case: the attacker has read the shopper's state somewhere, and posts a code of his own first.
    let fields = |back: &str| -> Vec<(String, String)> {
        form_urlencoded::parse(back.as_bytes()).into_owned().collect()
    };
    let find = |back: &str, name: &str| fields(back).into_iter().find(|(n, _)| n == name).unwrap().1;
    let (hers, his) = (away.returned.form.clone().unwrap(), own.returned.form.clone().unwrap());
    let stuffed = his.replace(&find(&his, "state"), &find(&hers, "state"));
    attacker.come_back(&Returned { form: Some(stuffed), ..own.returned.clone() }).await;
    let page = away.follow().await;
    assert!(page.status().is_client_error(), "{}", page.text());
    assert_eq!((app.count("sessions").await, app.count("accounts").await), (0, 0));
}

#[tokio::test]
async fn b18_a_logout_reaches_the_subject_that_it_names_to_the_letter() {
    let app = TestApp::with_provider().await;
    app.upstream().switches().on(Switch::NoSessionIds);
    let long = "é".repeat(200);
    for (person, subject) in [("long", long.as_str()), ("bare", "bare"), ("spaced", "bare ")] {
        let email = format!("{person}@people.example");
        app.upstream().put_person(Person::verified(person, person, subject, &email));
        app.browser().leave_for("example", &web()).await.as_person(person).await.landing();
    }
    for session in app.upstream().sessions().iter().filter(|session| session.name != "bare") {
        app.upstream().send_backchannel_logout(&session.sid).await;
    }
    let left = "sessions join accounts on accounts.id = account_id where email = 'bare@people.example'";
    assert_eq!((app.count("sessions").await, app.count(left).await), (1, 1));
    app.tick().await;
}
