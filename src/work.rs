//! Floor 5: proof of work. Where many letters are asked for, each costs the browser that asks some computing, out of the
//! person's sight and without any third party. Whoever cannot or will not compute has the letter all the same, later and
//! one a minute, so that neither ability nor script is needed. It makes a flood of letters dear and slow; what bounds it
//! are the counts of each network and mailbox, which hold for those who work, too.
//!
//! The puzzle: a number `n` for which PBKDF2-HMAC-SHA-256 (RFC 8018, section 5.2) of the puzzle's token, with `n` in
//! decimal as salt, begins with eight zero bits. Browsers have that function built in, about as fast as a flood's own
//! program would be on the same machine; we compute it once. A puzzle is a sealed moment: nothing is kept until it is
//! solved.

use std::net::IpAddr;
use std::num::NonZeroU32;

use aws_lc_rs::pbkdf2::{self, PBKDF2_HMAC_SHA256};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, TimeDelta, Utc};

use crate::app::{App, Failure};
use crate::config::OrganizationName;
use crate::throttle::{self, Refusal, Rule};

/// Rounds of one try: a few milliseconds of a phone.
const ROUNDS: u32 = 5_000;
/// One try in 256 is right.
const ZERO_BITS: u32 = 8;
/// How long a puzzle can be handed in: people leave pages open.
const LIFETIME: TimeDelta = TimeDelta::minutes(30);
/// Each counts once. The throttle remembers for as long as the puzzle could come again.
const ONCE: Rule = Rule { name: "puzzles", burst: 1, every: LIFETIME };
/// No token of ours is longer.
const LONGEST: usize = 200;

/// What a browser is given to compute.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Puzzle {
    /// Comes back with the answer.
    pub token: String,
}

/// What a browser hands in.
#[derive(Clone, Copy, Debug)]
pub struct Work<'a> {
    /// The puzzle's token.
    pub token: &'a str,
    /// The number, in decimal.
    pub answer: &'a str,
}

/// Who asks for a letter.
#[derive(Clone, Copy, Debug)]
pub struct Asker<'a> {
    /// Of which organization.
    pub organization: &'a OrganizationName,
    /// The browser's network address.
    pub address: Option<IpAddr>,
}

/// A puzzle for a page from which a letter can be asked for; none while few letters are. Given from half of the
/// allowance on: what is enough when the page is opened may be too little when the form is sent.
pub async fn puzzle(app: &App, asker: Asker<'_>) -> Result<Option<Puzzle>, Failure> {
    let counts: Vec<_> = counts(app, asker)
        .into_iter()
        .map(|(rule, subject)| (Rule { burst: rule.burst / 2, ..rule }, subject))
        .collect();
    if !throttle::is_any_used_up(&app.db, &counts, app.now()).await? {
        return Ok(None);
    }
    let until = (app.now() + LIFETIME).timestamp().to_string();
    let sealed = app.sealer.seal(&context(asker), &until)?;
    Ok(Some(Puzzle { token: URL_SAFE_NO_PAD.encode(sealed) }))
}

/// When a letter goes.
#[derive(Clone, Copy, Debug)]
pub struct Turn {
    /// When.
    pub at: DateTime<Utc>,
    /// Whether it was counted on its network, which has it back once somebody answers.
    pub counted: bool,
}

/// When a letter may go: now where few are asked for or the work was done, else when its turn has come.
///
/// # Errors
/// [`Refusal::Wait`] where too many wait already.
pub async fn letter_goes_at(app: &App, asker: Asker<'_>, work: Option<Work<'_>>) -> Result<Turn, Refusal> {
    let now = app.now();
    let counts = counts(app, asker);
    match throttle::take_all(&app.db, &counts, now).await {
        Ok(()) => {
            app.metrics.letter("at_once");
            return Ok(Turn { at: now, counted: !counts.is_empty() });
        }
        Err(Refusal::Wait(_)) => {}
        Err(failure) => return Err(failure),
    }
    if let Some(work) = work
        && is_done(app, asker, work).await?
    {
        app.metrics.letter("worked");
        return Ok(Turn { at: now, counted: false });
    }
    let late = its_turn(app, asker).await;
    app.metrics.letter(if late.is_ok() { "late" } else { "refused" });
    Ok(Turn { at: late?, counted: false })
}

/// The code of a letter that was counted has been typed: a network whose people answer is none to be suspicious of.
pub async fn letter_was_answered(app: &App, asker: Asker<'_>) -> Result<(), Failure> {
    Ok(throttle::give_back_all(&app.db, &counts(app, asker)).await?)
}

/// One letter leaves each minute. The organization has a line, too: a flood from a thousand networks would have a thousand.
async fn its_turn(app: &App, asker: Asker<'_>) -> Result<DateTime<Utc>, Refusal> {
    let line = (throttle::LATE_LETTERS_PER_NETWORK, asker.address.map(throttle::network).unwrap_or_default());
    let now = app.now();
    let wider = [throttle::LATE_LETTERS_PER_SITE, throttle::LATE_LETTERS_PER_ORGANIZATION];
    let counts = asker.and_wider(line.clone(), wider);
    throttle::take_all(&app.db, &counts, now).await?;
    Ok(now + throttle::debt(&app.db, line.0, &line.1, now).await?)
}

/// Networks that the operator knows are never asked to work.
fn counts(app: &App, asker: Asker<'_>) -> Vec<(Rule, String)> {
    let Some(network) = throttle::on_network(app, throttle::LETTERS_PER_NETWORK, asker.address) else {
        return Vec::new();
    };
    asker.and_wider(network, [throttle::LETTERS_PER_SITE, throttle::LETTERS_PER_ORGANIZATION])
}

/// Handed in once, in time, and right. Used up before it is computed: a wrong answer costs a puzzle, so that nobody has us
/// compute for nothing.
async fn is_done(app: &App, asker: Asker<'_>, work: Work<'_>) -> Result<bool, Failure> {
    let Some((sealed, answer)) = work.read() else { return Ok(false) };
    let until = app.sealer.open(&context(asker), &sealed).ok();
    let until = until.and_then(|until| until.expose().parse::<i64>().ok());
    if until.is_none_or(|until| app.now().timestamp() >= until) {
        return Ok(false);
    }
    // Written anew: one value can be spelled in more than one way in base64.
    let token = URL_SAFE_NO_PAD.encode(&sealed);
    match throttle::take(&app.db, ONCE, &token, app.now()).await {
        Ok(()) => Ok(is_right(&token, answer)),
        Err(Refusal::Wait(_)) => Ok(false),
        Err(Refusal::Failure(failure)) => Err(failure),
    }
}

fn is_right(token: &str, answer: u32) -> bool {
    let mut output = [0; 4];
    let rounds = NonZeroU32::new(ROUNDS).unwrap_or(NonZeroU32::MIN);
    pbkdf2::derive(PBKDF2_HMAC_SHA256, rounds, answer.to_string().as_bytes(), token.as_bytes(), &mut output);
    u32::from_be_bytes(output).leading_zeros() >= ZERO_BITS
}

/// Not bound to the network: browsers change between the old and the new kind of address as they like.
fn context(asker: Asker<'_>) -> String {
    format!("puzzles/{}", asker.organization)
}

impl Asker<'_> {
    /// The count of a network, that of its site, and that of the organization: the narrowest first.
    fn and_wider(&self, network: (Rule, String), [site, organization]: [Rule; 2]) -> Vec<(Rule, String)> {
        let of_site = self.address.and_then(throttle::site).map(|subject| (site, subject));
        let of_all = (organization, self.organization.as_str().to_owned());
        std::iter::once(network).chain(of_site).chain([of_all]).collect()
    }
}

impl Work<'_> {
    fn read(self) -> Option<(Vec<u8>, u32)> {
        let sealed = (self.token.len() <= LONGEST).then(|| URL_SAFE_NO_PAD.decode(self.token).ok())??;
        Some((sealed, self.answer.parse().ok()?))
    }
}

impl Puzzle {
    /// Rounds of one try.
    pub fn rounds(&self) -> u32 {
        ROUNDS
    }

    /// How many zero bits a right one begins with.
    pub fn zeros(&self) -> u32 {
        ZERO_BITS
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_try_in_256_is_right() {
        let right = (0..2_048).filter(|answer| is_right("a-token", *answer)).count();
        assert!((1..=24).contains(&right), "{right}");
        assert!((0..8_192).any(|answer| is_right("another-token", answer)));
    }

    #[test]
    fn only_a_number_is_an_answer() {
        let read = |token, answer| Work { token, answer }.read().is_some();
        assert!(read("AAAA", "0") && read("AAAA", "4294967295"));
        for answer in ["", "-1", "4294967296", "1.0", "0x1", " 1"] {
            assert!(!read("AAAA", answer), "{answer:?}");
        }
        assert!(!read("A", "1") && !read("A!AA", "1") && !read(&"A".repeat(204), "1"));
    }
}
