//! Walks that many tests begin with.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use reqwest::StatusCode;
use serde_json::Value;

use super::{Browser, Link, PASSWORD, Page, TestApp, client};

impl Browser {
    /// Fills in the sign-up form of a shop's link; ends at the page that asks for the code.
    pub async fn begin_sign_up(&self, link: &Link, email: &str) -> Page {
        self.visit(link.clone().signup().address()).await.sign_up_as(email, PASSWORD).await
    }

    /// Signs up, code and all.
    pub async fn sign_up(&self, app: &TestApp, link: &Link, email: &str) -> Page {
        let page = self.begin_sign_up(link, email).await;
        let code = app.code_for(email).await;
        let page = page.fill("Code", &code).press("Confirm").await;
        app.tick().await;
        page
    }

    /// Signs in on the login page of a shop's link.
    pub async fn sign_in(&self, link: &Link, email: &str, password: &str) -> Page {
        self.visit(link.address()).await.sign_in_as(email, password).await
    }

    /// Signs out of the organization of a shop's link; ends at the page that says so.
    pub async fn sign_out(&self, link: &Link) -> Page {
        self.visit(link.clone().to("/logout").address()).await.press("Sign out").await
    }
}

impl Page {
    /// Fills in the sign-up form.
    pub async fn sign_up_as(self, email: &str, password: &str) -> Self {
        let form = self.fill("Email", email).fill("Password", password);
        form.fill("Confirm password", password).press("Sign up").await
    }

    /// Fills in the login form.
    pub async fn sign_in_as(self, email: &str, password: &str) -> Self {
        self.fill("Email", email).fill("Password", password).press("Login").await
    }
}

impl TestApp {
    /// What a token says, which Commerce Layer must also accept as true: the customer is read with it.
    pub async fn claims(&self, slug: &str, token: &str) -> Value {
        let payload = token.split('.').nth(1).expect("a JWT");
        let claims: Value = serde_json::from_slice(&URL_SAFE_NO_PAD.decode(payload).unwrap()).unwrap();
        let (status, body) = self.read_customer(slug, &claims["owner"]["id"], token).await;
        assert_eq!(status, StatusCode::OK, "{body}");
        claims
    }

    /// `GET /api/customers/<id>` at Commerce Layer, as a shop would ask.
    pub async fn read_customer(&self, slug: &str, id: &Value, token: &str) -> (StatusCode, Value) {
        let url = format!("{}/api/customers/{}", self.sandbox.api_url(slug), id.as_str().unwrap());
        let request = client().get(url).bearer_auth(token);
        let answer = request.header("accept", "application/vnd.api+json").send().await.unwrap();
        (answer.status(), answer.json().await.unwrap())
    }
}
