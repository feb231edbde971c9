//! The password of a sign-up, sealed until its end, where Commerce Layer is to have it as well. Nowhere else is a password
//! kept but as a hash.

mod store;

use sqlx::PgConnection;

use super::Registration;
use crate::app::{App, Failure};
use crate::config::CustomerPasswords;
use crate::foundation::{RegistrationId, Secret};

/// Keeps it, where passwords are kept in step.
pub(super) async fn keep(
    app: &App,
    tx: &mut PgConnection,
    registration: &Registration,
    password: &Secret,
) -> Result<(), Failure> {
    let organization = app.settings.organizations.get(&registration.organization);
    if organization.is_none_or(|it| it.passwords != CustomerPasswords::InStep) {
        return Ok(());
    }
    let sealed = app.sealer.seal(&context(registration.id), password.expose())?;
    Ok(store::put(tx, registration.id, &sealed).await?)
}

/// The password, which is gone from the registration now.
pub async fn take_password(
    app: &App,
    tx: &mut PgConnection,
    registration: &Registration,
) -> Result<Option<Secret>, Failure> {
    let Some(sealed) = store::take(tx, registration.id).await? else { return Ok(None) };
    Ok(Some(app.sealer.open(&context(registration.id), &sealed)?))
}

fn context(registration: RegistrationId) -> String {
    format!("registration_passwords/{registration}")
}
