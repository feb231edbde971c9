//! Our key for providers that want us to sign: made when the first one asks, sealed in the database, so that all
//! nodes have the same, and published. A dump of the database does not hold it.

use super::store::client_keys as store;
use crate::app::{App, Failure};
use crate::foundation::ClientKeyId;
use crate::openid::ClientKey;

/// The key that signs.
pub(super) async fn newest(app: &App) -> Result<ClientKey, Failure> {
    let mut keys = all(app).await?;
    if keys.is_empty() {
        make(app).await?;
        keys = all(app).await?;
    }
    keys.into_iter().next().ok_or_else(|| Failure::new("no client key opens: is an encryption key missing?"))
}

/// Every key that may have signed, the newest first; made here where there is none yet, because an operator
/// registers their address before anybody signs in.
pub async fn published(app: &App) -> Result<Vec<ClientKey>, Failure> {
    newest(app).await?;
    all(app).await
}

async fn all(app: &App) -> Result<Vec<ClientKey>, Failure> {
    let rows = store::all(&app.db).await?;
    rows.into_iter()
        .map(|row| {
            let pem = app.sealer.open(&context(row.id), &row.key_sealed)?;
            ClientKey::read(row.id.to_string(), pem).map_err(Failure::new)
        })
        .collect()
}

async fn make(app: &App) -> Result<(), Failure> {
    // A tenth of a second and more of pure computing.
    let made = tokio::task::spawn_blocking(ClientKey::generate).await.map_err(Failure::new)?;
    let (id, pem) = (ClientKeyId::generate(), made.map_err(Failure::new)?);
    let sealed = app.sealer.seal(&context(id), pem.expose())?;
    Ok(store::insert_first(&app.db, id, &sealed, app.now()).await?)
}

fn context(id: ClientKeyId) -> String {
    format!("client_keys/{id}")
}
