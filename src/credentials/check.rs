//! Checking a password against whatever hash the account has: one of ours, one of another system, or none. One
//! computation on the hasher's pool each time.

use super::foreign::ForeignHash;
use crate::foundation::Secret;
use crate::hasher::{Busy, Hasher};

/// What a check found.
#[derive(Debug, PartialEq, Eq)]
pub enum Checked {
    /// Not the password, or there is none.
    Wrong,
    /// The password.
    Right,
    /// The password, and in the place of the foreign hash this one is to be kept.
    RightOnceMore(String),
}

/// Checks `password` against `hash`.
pub async fn check_password(hasher: &Hasher, password: &Secret, hash: Option<&str>) -> Result<Checked, Busy> {
    let foreign = hash.filter(|hash| !Hasher::is_own(hash)).and_then(|hash| ForeignHash::parse(hash).ok());
    let Some(foreign) = foreign else {
        let right = hasher.verify(password, hash).await?;
        return Ok(if right { Checked::Right } else { Checked::Wrong });
    };
    // Waited for here and not on a thread of the pool, where all other sign-ins would wait, too.
    let turn = if foreign.is_greedy() { Some(hasher.turn_of_greedy().await?) } else { None };
    let fits = move |password: &Secret| {
        let _turn = turn;
        foreign.fits(password)
    };
    let converted = hasher.convert(password, fits).await?;
    Ok(converted.map_or(Checked::Wrong, Checked::RightOnceMore))
}
