//! `vestibule check --online`: whether Commerce Layer and the providers see it as the settings do.

use std::sync::Arc;

use crate::cli::report::{self, Verdict};
use crate::cli::{Problem, provider};
use crate::commerce_layer::{CommerceLayer, TokenCalls, http_client};
use crate::config::Settings;
use crate::foundation::Clock;
use crate::outbound::Outbound;

/// Half of what Commerce Layer allows a minute: the other half is the shoppers'.
const MOST_TOKEN_CALLS: u32 = 15;

/// Asks everybody, one after the other, and prints what they say.
pub(super) async fn run(settings: &Settings) -> Result<Verdict, Problem> {
    println!("\nAsking Commerce Layer and the providers:\n");
    let verdict = commerce_layer(settings).await?;
    let verdict = verdict.and(providers(settings).await?);
    println!(
        "{}",
        match verdict {
            Verdict::Works => "Nothing stands in the way.",
            Verdict::Blocked => "Something stands in the way: see above.",
        }
    );
    Ok(verdict)
}

async fn commerce_layer(settings: &Settings) -> Result<Verdict, Problem> {
    let (http, mut calls) = (http_client()?, TokenCalls::at_most(MOST_TOKEN_CALLS));
    let mut verdict = Verdict::Works;
    for (name, organization) in &settings.organizations {
        let client = CommerceLayer::new(organization.clone(), http.clone(), Clock::System);
        let found = client.report(&mut calls).await;
        verdict = verdict.and(report::print(&format!("organization    {name}"), &found, &[]));
        for shop in settings.storefronts.iter().filter(|shop| shop.organization == *name) {
            let found = client.report_shop(shop, &mut calls).await;
            verdict = verdict.and(report::print(&format!("storefront      {}", shop.name), &found, &[]));
        }
    }
    Ok(verdict)
}

async fn providers(settings: &Settings) -> Result<Verdict, Problem> {
    let http = Arc::new(Outbound::new()?);
    let mut verdict = Verdict::Works;
    for one in &settings.providers {
        verdict = verdict.and(provider::test(one, settings, &http).await);
    }
    Ok(verdict)
}
