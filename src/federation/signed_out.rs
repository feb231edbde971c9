//! What a provider tells us when somebody signs out there.

use sqlx::PgConnection;

use super::store;
use crate::app::{self, App, Failure};
use crate::openid::{LogoutToken, ProviderError};

/// Why a logout token ended nothing.
#[derive(Debug, thiserror::Error)]
pub enum LogoutProblem {
    /// There is no such provider.
    #[error("no such provider")]
    UnknownProvider,
    /// The token is not to be trusted, or the provider's keys cannot be had.
    #[error(transparent)]
    Provider(#[from] ProviderError),
    /// It was taken before (catalogue B18).
    #[error("this token was taken before")]
    Replayed,
    /// Something nobody can repair here.
    #[error(transparent)]
    Failure(#[from] Failure),
}

app::problem!(LogoutProblem);

/// Checks a logout token.
pub async fn check_logout_token(
    app: &App,
    provider: &str,
    token: &str,
) -> Result<LogoutToken, LogoutProblem> {
    let provider = app.provider_named(provider).ok_or(LogoutProblem::UnknownProvider)?;
    Ok(provider.logout_token(token).await?)
}

/// Takes a checked token, in the transaction that ends what it names: a crash leaves both or neither.
pub async fn take_logout_token(tx: &mut PgConnection, token: &LogoutToken) -> Result<(), LogoutProblem> {
    let first = store::logout_tokens::take(tx, token).await?;
    if first { Ok(()) } else { Err(LogoutProblem::Replayed) }
}
