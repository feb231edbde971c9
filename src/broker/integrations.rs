//! Integration tokens: one an organization. Lent to a call and to nobody else; no type of ours can show them.

use std::marker::PhantomData;
use std::sync::Arc;

use super::BrokerProblem;
use super::budget::{Purpose, counted};
use super::flight::key_of;
use super::shared::{Kind, Wanted, give_up, present};
use super::store::shared_tokens;
use crate::app::{App, Failure};
use crate::commerce_layer::{CommerceLayer, CommerceLayerError, IntegrationToken, SharedToken as _};
use crate::config::OrganizationName;
use crate::memory::{Memory, SharedKey, SharedTokens};

/// A Core API call by the organization's integration token; where that was refused early, once more with a new one
/// (catalogue M09). The token is lent to `call` and to nobody else.
pub async fn as_integration<T, F>(
    app: &App,
    organization: &OrganizationName,
    call: impl Fn(Arc<CommerceLayer>, IntegrationToken) -> F,
) -> Result<T, BrokerProblem>
where
    F: Future<Output = Result<T, CommerceLayerError>>,
{
    let commerce_layer = app.commerce_layer(organization)?;
    let wanted = Wanted::integration(app, organization)?;
    let (token, _) = present(app, &wanted).await?;
    match call(Arc::clone(commerce_layer), token.clone()).await {
        Err(CommerceLayerError::TokenRefused) => {
            give_up(app, &wanted, &token).await?;
            let (token, _) = present(app, &wanted).await?;
            Ok(call(Arc::clone(commerce_layer), token).await?)
        }
        answer => Ok(answer?),
    }
}

/// Forgets the integration tokens of all organizations, on all nodes.
pub async fn forget_integrations(app: &App) -> Result<(), Failure> {
    Ok(shared_tokens::forget_integrations(&app.db).await?)
}

impl Wanted<IntegrationToken> {
    fn integration(app: &App, organization: &OrganizationName) -> Result<Self, Failure> {
        let commerce_layer = app.commerce_layer(organization)?;
        let (service, client) = (commerce_layer.service(), commerce_layer.integration_client());
        let key = SharedKey(key_of(&[service, IntegrationToken::KIND, client, ""]));
        Ok(Self { key, organization: organization.clone(), shop: None, kind: PhantomData })
    }
}

impl Kind for IntegrationToken {
    fn remembered(memory: &Memory) -> &SharedTokens<Self> {
        &memory.integrations
    }

    async fn mint(app: &App, wanted: &Wanted<Self>) -> Result<Self, BrokerProblem> {
        let call = app.commerce_layer(&wanted.organization)?.mint_integration();
        counted(app, &wanted.organization, Purpose::Integration, None, call).await
    }
}
