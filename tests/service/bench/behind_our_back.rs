//! What other programs do at Commerce Layer.

use serde_json::{Value, json};

use super::TestApp;

impl TestApp {
    /// Another integration of acme gives a customer another address.
    pub async fn change_customer_email(&self, id: &str, email: &str) {
        self.change_customer(id, &json!({"attributes": {"email": email}})).await;
    }

    /// Another integration of acme gives a customer other metadata.
    pub async fn change_customer_metadata(&self, id: &str, metadata: Value) {
        self.change_customer(id, &json!({"attributes": {"metadata": metadata}})).await;
    }

    /// Another integration of acme puts a customer into a group.
    pub async fn change_customer_group(&self, id: &str, group: &str) {
        let group = json!({"data": {"type": "customer_groups", "id": group}});
        self.change_customer(id, &json!({"relationships": {"customer_group": group}})).await;
    }

    async fn change_customer(&self, id: &str, change: &Value) {
        let http = reqwest::Client::builder().build().unwrap();
        let grant = json!({
            "grant_type": "client_credentials",
            "client_id": "acme-integration-client-id-0000000000000001",
            "client_secret": "acme-integration-secret-0000000000000000001",
        });
        let token = http.post(format!("{}/oauth/token", self.sandbox.auth_url())).json(&grant).send().await;
        let token: Value = token.unwrap().json().await.unwrap();
        let mut data = change.clone();
        (data["type"], data["id"]) = ("customers".into(), id.into());
        let changed = http
            .patch(format!("{}/api/customers/{id}", self.sandbox.api_url("acme")))
            .bearer_auth(token["access_token"].as_str().unwrap())
            .header("content-type", "application/vnd.api+json")
            .header("accept", "application/vnd.api+json")
            .body(json!({"data": data}).to_string())
            .send()
            .await
            .unwrap();
        assert_eq!(changed.status(), 200);
    }
}
