//! The typed code: counted before it is compared, and compared in constant time. Another letter replaces it.

use std::net::IpAddr;

use data_encoding::HEXLOWER;

use super::{Challenge, Purpose, letter, store};
use crate::app::{App, Failure};
use crate::audit;
use crate::credentials::mailed_code::{self, AskedFor, CodeProblem, ResendProblem};
use crate::foundation::{PlainToken, Secret};
use crate::sessions;
use crate::storefronts::Shop;
use crate::throttle::{self, Rule};
use crate::work::{self, Asker, Work};

/// Checks the code. A right one is noted: what it was for is done by whoever consumes the challenge.
pub async fn confirm(
    app: &App,
    challenge: &Challenge,
    typed: &Secret,
    address: Option<IpAddr>,
    device: Option<&PlainToken>,
) -> Result<(), CodeProblem> {
    let now = app.now();
    if challenge.used_at.is_some() {
        return Err(CodeProblem::Completed);
    }
    if now >= challenge.code_expires_at {
        return Err(CodeProblem::Expired);
    }
    throttle::take_on_network(app, throttle::CODE_TRIES_PER_NETWORK, address).await?;
    // Before the code's own tries: whoever has to wait has not tried.
    let guesses = guesses(app, challenge, address, device).await?;
    throttle::take_all(&app.db, &guesses, now).await?;
    let tried = store::count_try(&app.db, challenge, mailed_code::MOST_TRIES, now).await?;
    let Some(tried) = tried else {
        // Nothing was looked at, so this was no guess.
        throttle::give_back_all(&app.db, &guesses).await?;
        return Err(CodeProblem::Exhausted);
    };
    if mailed_code::fits(app, &letter::context(challenge.id), tried.code_sealed.as_deref(), typed) {
        throttle::give_back_all(&app.db, &guesses).await?;
        throttle::give_back_on_network(app, throttle::CODE_TRIES_PER_NETWORK, address).await?;
        store::note_proof(&app.db, challenge.id, now).await?;
        if store::answered(&app.db, challenge.id).await? {
            let asker = Asker { organization: &challenge.organization, address };
            work::letter_was_answered(app, asker).await?;
        }
        return Ok(());
    }
    Err(CodeProblem::wrong(tried.tries))
}

/// Six digits open an account here: over all letters and networks a mailbox has few wrong guesses (catalogue E03). Where
/// its owner has signed in before, in this network or with this browser, nobody is held up by what others do from
/// elsewhere (catalogue E07).
async fn guesses(
    app: &App,
    challenge: &Challenge,
    address: Option<IpAddr>,
    device: Option<&PlainToken>,
) -> Result<Vec<(Rule, String)>, Failure> {
    if matches!(challenge.purpose, Purpose::ChangeEmail(_)) {
        return Ok(Vec::new());
    }
    let mailbox = format!("{}/{}", challenge.organization, challenge.email.mailbox());
    Ok(vec![match known_place(app, challenge, address, device).await? {
        Some(place) => (throttle::CODE_GUESSES_PER_MAILBOX_AND_KNOWN_PLACE, format!("{mailbox}/{place}")),
        None => (throttle::CODE_GUESSES_PER_MAILBOX, mailbox),
    }])
}

/// The browser, or else the network, where the mailbox's owner has signed in before.
async fn known_place(
    app: &App,
    challenge: &Challenge,
    address: Option<IpAddr>,
    device: Option<&PlainToken>,
) -> Result<Option<String>, Failure> {
    let Challenge { organization, email, .. } = challenge;
    if let Some(device) = device.map(PlainToken::hash)
        && sessions::knows_device(&app.db, organization, email, &device).await?
    {
        return Ok(Some(HEXLOWER.encode(device.as_bytes())));
    }
    let Some(network) = address.map(throttle::network) else { return Ok(None) };
    let known = audit::has_signed_in_from(&app.db, organization, email, &network).await?;
    Ok(known.then_some(network))
}

/// Sends another letter; code and link of the one before work no more.
pub async fn resend(
    app: &App,
    challenge: &Challenge,
    shop: &Shop,
    (address, work): (Option<IpAddr>, Option<Work<'_>>),
) -> Result<(), ResendProblem> {
    let is_done = challenge.used_at.is_some();
    mailed_code::may_send_another(is_done, challenge.codes_sent, challenge.code_sent_at, app.now())?;
    let Challenge { organization, email, .. } = challenge;
    let letter = AskedFor { organization, email, address, work };
    let turn = challenge.purpose.letter_goes_at(app, letter).await?;
    let taken = super::by_email(&app.db, organization, email).await?.is_some();
    let mut tx = app.db.begin().await?;
    let sent = letter::write(app, &mut tx, challenge, shop, taken, turn).await?;
    // Two presses at once are one letter: the row changes only if nobody changed it since it was read.
    if store::renew(&mut tx, challenge, &sent, turn.at + challenge.purpose.lifetime()).await? {
        tx.commit().await?;
        app.ring();
    }
    Ok(())
}
