//! `[accounts]`: what becomes of accounts.

use std::collections::HashSet;
use std::fmt;
use std::iter::successors;
use std::sync::Arc;

use chrono::TimeDelta;

use super::kinds;
use super::reader::{Read, Section};
use crate::foundation::Email;

/// Nobody who closed an account by mistake, or did not do it at all, notices sooner.
const SHORTEST: TimeDelta = TimeDelta::days(1);
/// Whoever asks to be erased waits for it no longer.
const LONGEST: TimeDelta = TimeDelta::days(90);

/// `[accounts]`
#[derive(Clone, Debug)]
pub struct AccountSettings {
    /// `closing_after`: how long an account that its owner closes can still be had back; default 14 days.
    pub closing_after: TimeDelta,
    /// `refused_domains` or `refused_domains_file`: the domains of disposable addresses; default none.
    pub refused_domains: RefusedDomains,
}

/// Domains whose addresses, and those of their subdomains, get no account from the people who have them: not by signing
/// up, not by a first mailed code, not by a change of address. Whoever has an account keeps it and everything it can do.
///
/// Providers and imports are asked nothing of the kind: the provider vouches for its person, and the shop knows its
/// customers.
#[derive(Clone, Default)]
pub struct RefusedDomains(Arc<HashSet<String>>);

/// Reads `[accounts]`.
pub(super) fn read(section: &mut Section<'_>) -> Read<AccountSettings> {
    let closing_after = section.or("closing_after", "14 days", waiting_time);
    let refused_domains = section.long_list("refused_domains", kinds::mail_domain);
    Ok(AccountSettings {
        closing_after: closing_after?,
        refused_domains: refused_domains?.unwrap_or_default().into_iter().collect(),
    })
}

fn waiting_time(text: &str) -> Result<TimeDelta, String> {
    let time = kinds::duration(text)?;
    let fits = (SHORTEST..=LONGEST).contains(&time);
    fits.then_some(time).ok_or_else(|| "expected 1 to 90 days".to_owned())
}

impl RefusedDomains {
    /// Whether the domain of `email`, or one that it lies in, is refused.
    pub fn cover(&self, email: &Email) -> bool {
        !self.0.is_empty() && within(email.domain()).any(|domain| self.0.contains(domain))
    }

    /// How many there are.
    pub fn count(&self) -> usize {
        self.0.len()
    }
}

/// A domain and those that it lies in: `a.b.example`, `b.example`, `example`.
fn within(domain: &str) -> impl Iterator<Item = &str> {
    successors(Some(domain), |domain| domain.split_once('.').map(|(_, parent)| parent))
}

impl FromIterator<String> for RefusedDomains {
    fn from_iter<T: IntoIterator<Item = String>>(domains: T) -> Self {
        Self(Arc::new(domains.into_iter().collect()))
    }
}

/// Their number: a list is thousands of lines long.
impl fmt::Debug for RefusedDomains {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "RefusedDomains({})", self.count())
    }
}
