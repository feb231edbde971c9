//! A Vestibule behind one provider that may misbehave, and what must hold for whoever is turned away: a page that
//! says what to do, nothing made or started, and the reason in the operator's log. The provider's id is the
//! test's own, because all tests of the process share one log.

use std::cell::Cell;
use std::ops::Deref;

use chrono::TimeDelta;
use vestibule::sandbox::upstream::{ClientRegistration, Switch};

use crate::bench::{Browser, Page, Plan, ProviderPlan, TestApp, warnings_about, web};

/// What a page says to somebody who is turned away: its status, and its heading without the provider's name.
pub type Words = (u16, &'static str);

pub const BAD_ANSWER: Words = (400, "We couldn’t trust that answer");
pub const AWAY: Words = (503, "isn’t answering");
pub const EXPIRED: Words = (410, "That took a little too long");
pub const OTHER_BROWSER: Words = (400, "We lost track of you");
pub const USED: Words = (400, "You’ve come back already");
pub const CANCELLED: Words = (200, "You stopped at");
pub const REFUSED: Words = (403, "didn’t let you in");

/// A running Vestibule, its provider, and how much of its log was read.
pub struct Door {
    app: TestApp,
    id: &'static str,
    read: Cell<usize>,
}

impl Deref for Door {
    type Target = TestApp;

    fn deref(&self) -> &TestApp {
        &self.app
    }
}

impl Door {
    /// Behind a provider of this id whose word on addresses is trusted.
    pub async fn behind(id: &'static str) -> Self {
        Self::planned(ProviderPlan { id, ..ProviderPlan::TRUSTED }).await
    }

    /// Behind a provider with more settings.
    pub async fn with(id: &'static str, settings: &str) -> Self {
        let settings = format!("trust_email = true\n{settings}").leak();
        Self::planned(ProviderPlan { id, settings, register: |_| {} }).await
    }

    /// Behind a provider with more settings, at which Vestibule is registered otherwise.
    pub async fn registered(id: &'static str, settings: &str, register: fn(&mut ClientRegistration)) -> Self {
        let settings = format!("trust_email = true\n{settings}").leak();
        Self::planned(ProviderPlan { id, settings, register }).await
    }

    /// Behind a provider as it is planned.
    pub async fn planned(plan: ProviderPlan) -> Self {
        let id = plan.id;
        let providers = Box::leak(Box::new([plan]));
        Self::of(TestApp::planned(Plan { providers, ..Plan::default() }).await, id)
    }

    /// The same for what a test started itself.
    pub fn of(app: TestApp, id: &'static str) -> Self {
        Self { app, id, read: Cell::new(0) }
    }

    /// Ends the server and starts it anew.
    pub async fn restart(&mut self) {
        self.app.crash_and_restart().await;
    }

    /// What the button says.
    pub fn button(&self) -> String {
        format!("Continue with {}", self.label())
    }

    fn label(&self) -> String {
        format!("{}{} ID", self.id[..1].to_uppercase(), &self.id[1..])
    }

    /// Follows the link of the shop, and the button to the provider.
    pub async fn leave(&self, browser: &Browser) -> Page {
        browser.visit(web().address()).await.click(&self.button()).await
    }

    /// The same in a new browser, and signs in there as this person. Enough time has passed that what was asked
    /// a moment ago may be asked again.
    pub async fn knock(&self, person: &str) -> Page {
        self.pass(TimeDelta::minutes(1));
        self.leave(&self.browser()).await.as_person(person).await
    }

    /// While the switch is on, Vera is turned away with these words, and the log says `why`.
    pub async fn refuses(&self, switch: Switch, words: Words, why: &str) {
        self.upstream().switches().on(switch);
        let page = self.knock("vera").await;
        self.upstream().switches().off(switch);
        self.turned_away(&page, &format!("{switch:?}"), words, why).await;
    }

    /// While the switch is on, Vera comes in all the same, and leaves no trace for the next.
    pub async fn takes(&self, switch: Switch) {
        self.upstream().switches().on(switch);
        let page = self.knock("vera").await;
        self.upstream().switches().off(switch);
        self.came_in(&page, &format!("{switch:?}")).await;
    }

    /// The walk ended at the shop, which has a token.
    pub async fn came_in(&self, page: &Page, case: &str) {
        let text = page.text();
        assert!(page.answer.location().is_some(), "{case}: {} {text} {}", page.status(), self.new_warnings());
        assert_eq!(page.landing().url.as_str(), "https://shop.acme.example/cart", "{case}");
        let token = page.browser().send_token_request("market:code:usa").await;
        assert_eq!(token.json()["kind"], "customer", "{case}: {}", token.body);
        self.tick().await;
    }

    /// The walk ended at a page with these words and a way on; nothing else has happened, and the log says why.
    pub async fn turned_away(&self, page: &Page, case: &str, words: Words, why: &str) {
        let log = self.new_warnings();
        let (status, heading) = words;
        assert_eq!(page.status(), status, "{case}: {} {log}", page.text());
        assert!(page.heading().contains(heading), "{case}: {} {log}", page.heading());
        assert!(log.contains(why), "{case}: {why:?} is not in the log: {log}");
        if page.find_link("Sign in another way").is_some() {
            let again = page.link(&format!("Try {} again", self.label()));
            assert!(again.contains(&format!("/federation/{}/depart?", self.id)), "{case}: {again}");
        }
        assert!(!page.answer.body.contains("<script>"), "{case}: {}", page.answer.body);
        self.nobody_came_in(&page.browser(), case).await;
    }

    /// No account, session, customer or letter, here or at Commerce Layer; for the shop the browser is a guest's.
    pub async fn nobody_came_in(&self, browser: &Browser, case: &str) {
        assert_eq!(self.tick().await, 0, "{case}: something is to be done");
        let made = self.made().await;
        assert_eq!(made, [0; 6], "{case}: accounts, sessions, identities, customers, pending links, letters");
        for email in ["vera@people.example", "attacker@people.example"] {
            assert!(self.sandbox.customer("acme", email).is_none(), "{case}: {email} is a customer");
        }
        let token = browser.send_token_request("market:code:usa").await.json();
        assert_eq!(token["kind"], "guest", "{case}");
    }

    async fn made(&self) -> [i64; 6] {
        [
            self.count("accounts").await,
            self.count("sessions").await,
            self.count("identities").await,
            self.count("customers").await,
            self.count("pending_links").await,
            self.count("letters").await,
        ]
    }

    /// What the log says of the provider since it was last read; a test must not pass on an older line.
    pub fn new_warnings(&self) -> String {
        let warnings = warnings_about(self.id);
        let before = self.read.replace(warnings.len());
        warnings[before..].join("\n")
    }
}
