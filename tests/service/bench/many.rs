//! What an attacker has that a shopper has not: many networks, and many requests at once.

use chrono::TimeDelta;
use futures_util::future::join_all;
use vestibule::config::Network;

use super::{Answer, Browser, Link, Plan, TestApp};

impl Plan {
    /// Behind a proxy on this machine, which says where a browser is.
    pub fn behind_a_proxy() -> Self {
        let adjust = |settings: &mut vestibule::config::Settings| {
            settings.server.trusted_proxies = vec![Network::parse("127.0.0.0/8").unwrap()];
        };
        Self { adjust, ..Self::default() }
    }
}

impl TestApp {
    /// A browser in a network of its own, if the plan is [`Plan::behind_a_proxy`].
    pub fn browser_in_network(&self, number: usize) -> Browser {
        let browser = self.browser();
        browser.always("x-forwarded-for", &format!("198.51.{}.{}", number / 250, number % 250 + 1));
        browser
    }

    /// Lets the minute of Commerce Layer's limit pass.
    pub fn pass_a_minute(&self) {
        self.pass(TimeDelta::seconds(61));
    }
}

impl Browser {
    /// Posts the login form without looking at it.
    pub async fn post_login(&self, link: &Link, email: &str, password: &str) -> Answer {
        let fields = [("customerEmail", email), ("customerPassword", password)];
        self.post(&link.address(), &fields).send().await
    }

    /// Posts the sign-up form without looking at it.
    pub async fn post_sign_up(&self, link: &Link, email: &str, password: &str) -> Answer {
        let fields =
            [("customerEmail", email), ("customerPassword", password), ("customerConfirmPassword", password)];
        self.post(&link.clone().signup().address(), &fields).send().await
    }

    /// Posts a code without looking at the page.
    pub async fn post_code(&self, code: &str) -> Answer {
        self.post("/verify", &[("code", code)]).send().await
    }
}

/// Does `count` things at once.
pub async fn at_once<T>(count: usize, thing: impl AsyncFn(usize) -> T) -> Vec<T> {
    join_all((0..count).map(|number| thing(number))).await
}

/// Another code than this one.
pub fn other_code(code: &str) -> String {
    let number: u32 = code.parse().unwrap();
    format!("{:06}", (number + 1) % 1_000_000)
}
