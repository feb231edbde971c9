//! Steps that the tests of federation are made of.

use reqwest::Method;
use url::Url;
use vestibule::sandbox::upstream::Person;

use crate::bench::{Answer, Browser, Link, Page, ProviderPlan, Returned, TestApp, WEB};

pub const SESSION: &str = "__Host-vestibule-acme";
pub const DEPARTURE: &str = "__Host-vestibule-departure";
pub const PENDING: &str = "__Host-vestibule-pending";
pub const SIGN_UP: &str = "__Host-vestibule-signup";
pub const SHOP: &str = "https://shop.acme.example";
pub const USA: &str = "market:code:usa";
pub const VERA: &str = "vera@people.example";
pub const UMA: &str = "uma@people.example";

/// A provider whose word on addresses counts for nothing.
pub const UNTRUSTED: ProviderPlan = ProviderPlan { id: "example", settings: "", register: |_| {} };
/// A second provider, trusted.
pub const SECOND: ProviderPlan =
    ProviderPlan { id: "second", settings: "trust_email = true", register: |_| {} };

impl Browser {
    /// Leaves for the first provider by the button.
    pub async fn leave(&self, link: &Link) -> Page {
        let page = self.visit(link.clone().with("idp", "none").address()).await;
        match page.find_link("Continue with Example ID") {
            Some(_) => page.click("Continue with Example ID").await,
            // Signed in already: as another tab that was opened before would.
            None => self.visit(link.clone().to("/federation/example/depart").address()).await,
        }
    }

    /// Leaves, signs in there, and is back.
    pub async fn come_as(&self, link: &Link, person: &str) -> Page {
        self.leave(link).await.as_person(person).await
    }

    /// Leaves, signs in there, and holds the answer in the hand.
    pub async fn answer_for(&self, link: &Link, person: &str) -> Returned {
        self.leave(link).await.at_provider().await.sign_in_as(person).await.returned
    }

    /// The shop's token.
    pub async fn customer_token(&self) -> Option<String> {
        let answer = self.send_token_request(USA).await.json();
        (answer["kind"] == "customer").then(|| answer["access_token"].as_str().unwrap().to_owned())
    }

    /// Whether this browser is signed in.
    pub async fn is_signed_in(&self) -> bool {
        self.visit("/account?clientId=".to_owned() + WEB).await.url().path() == "/account"
    }

    /// The account page.
    pub async fn account(&self) -> Page {
        let page = self.visit(format!("/account?clientId={WEB}")).await;
        assert_eq!(page.url().path(), "/account", "signed in");
        page
    }

    /// Asks for an address and follows nothing.
    pub async fn get(&self, address: &str) -> Answer {
        self.request(Method::GET, address).send().await
    }
}

impl TestApp {
    /// Nobody has proven this address: what an import may leave behind.
    pub async fn unprove(&self, email: &str) {
        let done = sqlx::query("update accounts set email_verified_at = null where email = $1").bind(email);
        assert_eq!(done.execute(self.db()).await.unwrap().rows_affected(), 1);
    }

    /// Locks an account.
    pub async fn lock(&self, email: &str) {
        let done = sqlx::query("update accounts set locked_at = $2 where email = $1").bind(email);
        assert_eq!(done.bind(self.now()).execute(self.db()).await.unwrap().rows_affected(), 1);
    }

    /// Somebody at a provider whose address nobody has checked.
    pub fn unverified(&self, id: &str, email: &str) {
        self.upstream().put_person(Person::unverified(id, id, &format!("{id}-at-example"), email));
    }

    /// Customers at Commerce Layer with this address.
    pub fn customers_of(&self, email: &str) -> usize {
        self.sandbox.customers("acme").iter().filter(|customer| customer.email == email).count()
    }
}

impl Returned {
    /// A parameter of the answer.
    pub fn parameter(&self, name: &str) -> String {
        let found = self.url.query_pairs().find(|(key, _)| key == name);
        found.unwrap_or_else(|| panic!("no {name} in {}", self.url)).1.into_owned()
    }

    /// The same answer with another value.
    pub fn with(&self, name: &str, value: &str) -> Self {
        let pairs: Vec<(String, String)> = self.url.query_pairs().into_owned().collect();
        let mut url: Url = self.url.clone();
        let kept = pairs.iter().filter(|(key, _)| key != name);
        url.query_pairs_mut().clear().extend_pairs(kept).append_pair(name, value);
        Self { url, form: self.form.clone() }
    }
}
