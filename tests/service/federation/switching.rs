//! Becoming somebody else, while the provider still knows who was here.

use crate::bench::{Plan, ProviderPlan, TestApp, web};

#[tokio::test]
async fn whoever_wants_to_be_somebody_else_is_asked_anew_by_the_provider() {
    let plan = Plan {
        providers: &[ProviderPlan::TRUSTED],
        adjust: |settings| {
            let provider = settings.providers[0].id.clone();
            settings.storefronts.iter_mut().for_each(|shop| shop.default_provider = Some(provider.clone()));
        },
        ..Plan::default()
    };
    let app = TestApp::planned(plan).await;
    let browser = app.browser();
    browser.visit(web().address()).await.as_person("vera").await.landing();
    let page = browser.visit(web().address()).await.press("Use another account").await;
    assert_eq!(page.heading(), "Login", "no jump to the default provider");
    let away = page.click("Continue with Example ID").await.provider_address();
    assert!(away.query_pairs().any(|pair| pair == ("prompt".into(), "login".into())), "{away}");
    app.tick().await;
}
