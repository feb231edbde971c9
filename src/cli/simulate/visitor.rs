//! One visit: the browser asks for its token as a storefront does, reports it where Commerce Layer has revoked it, and
//! signs in or out. Verbs are called as the API calls them; only letters and passwords are left out.

use std::collections::HashMap;
use std::sync::atomic::{AtomicU32, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};
use std::time::Duration;

use chrono::{DateTime, Utc};

use super::plan::{Act, Visit};
use super::shop::{Node, Shop};
use super::{refusal::Refusal, sample};
use crate::accounts;
use crate::app::{App, Failure};
use crate::broker;
use crate::config::Language;
use crate::customers;
use crate::foundation::{Email, PlainToken, Scope, Secret};
use crate::memory::VisitorKey;
use crate::metrics::Kind;
use crate::sessions::{self, NewSession, Session, Started};
use crate::sign_in;
use crate::tokens::{self, Served};

/// More of them say no more.
const MOST_REFUSED: usize = 10;

/// What the browsers know.
#[derive(Default)]
pub(super) struct Visitors {
    inside: Mutex<HashMap<u32, Arc<Inside>>>,
    held: Mutex<HashMap<(u32, u8), Held>>,
    /// How often Commerce Layer has revoked everything.
    pub(super) revocations: AtomicU32,
    pub(super) notes: Notes,
}

/// What is counted on the way.
#[derive(Default)]
pub(super) struct Notes {
    pub(super) sign_ins: AtomicU64,
    pub(super) sign_outs: AtomicU64,
    pub(super) reports: AtomicU64,
    pub(super) sampled: AtomicU64,
    /// Answers of the real server that were others than ours.
    pub(super) sampled_otherwise: AtomicU64,
    /// Refused although the token in hand was good.
    pub(super) refused_with_valid_token: AtomicU64,
    /// Not signed in any more, and did not sign out.
    pub(super) signed_out_by_others: AtomicU64,
    /// Got the token of another customer.
    pub(super) token_of_somebody_else: AtomicU64,
    /// The first of those who were refused, in words.
    pub(super) refused: Mutex<Vec<String>>,
}

/// Somebody who is signed in.
pub(super) struct Inside {
    pub(super) token: PlainToken,
    key: VisitorKey,
    session: Session,
    customer: OnceLock<String>,
}

/// The last good token of a browser for a scope.
struct Held {
    expires_at: DateTime<Utc>,
    revocations: u32,
    is_customer: bool,
}

/// A token as a page gets it.
pub(super) struct Got {
    pub(super) access_token: Secret,
    pub(super) expires_at: DateTime<Utc>,
    pub(super) customer: Option<String>,
}

impl From<Served> for Got {
    fn from(served: Served) -> Self {
        let customer = Some(served.customer.as_str().to_owned());
        Self { access_token: served.access_token, expires_at: served.expires_at, customer }
    }
}

pub(super) fn add(count: &AtomicU64) {
    count.fetch_add(1, Ordering::Relaxed);
}

pub(super) fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Visitors {
    /// Makes a visit; `is_first` where it is no coming back.
    pub(super) async fn visit(
        &self,
        shop: &Shop,
        visit: Visit,
        is_first: bool,
        is_sampled: bool,
    ) -> Result<(), Refusal> {
        let node = &shop.nodes[usize::from(visit.node)];
        if visit.act == Act::SignIn && is_first {
            let inside = sign_in(&node.app, shop, visit.browser).await?;
            locked(&self.inside).insert(visit.browser, Arc::new(inside));
            add(&self.notes.sign_ins);
        }
        let inside = locked(&self.inside).get(&visit.browser).cloned();
        // Looked at before asking: what another page of this browser gets meanwhile is not in this one's hands.
        let had = self.holds(&visit, inside.is_some(), shop.now());
        let got = match self.token(shop, node, inside.as_deref(), &visit).await {
            Ok(got) => got,
            Err(refusal) => {
                if had && self.holds(&visit, inside.is_some(), shop.now()) {
                    self.note_refused(&visit, shop.now(), &refusal);
                }
                return Err(refusal);
            }
        };
        if let Some(inside) = &inside {
            self.check_owner(visit.browser, inside, &got);
        }
        self.hold(&visit, &got);
        if is_sampled {
            let as_here = async || Ok(self.asked(shop, node, inside.as_deref(), &visit).await?.access_token);
            sample::compare(shop, node, inside.as_deref(), &visit, as_here, &self.notes).await?;
        }
        if visit.act == Act::SignOut {
            self.sign_out(&node.app, visit.browser).await?;
        }
        Ok(())
    }

    /// A token that Commerce Layer takes: one that it has revoked is reported.
    async fn token(
        &self,
        shop: &Shop,
        node: &Node,
        inside: Option<&Inside>,
        visit: &Visit,
    ) -> Result<Got, Refusal> {
        let got = self.asked(shop, node, inside, visit).await?;
        if self.revocations.load(Ordering::Relaxed) == 0 || !is_refused(shop, &got) {
            return Ok(got);
        }
        add(&self.notes.reports);
        let fresh = self.reported(shop, node, inside, visit, &got.access_token).await?;
        // Reported a moment too late to be told of it: the page tries again.
        if is_refused(shop, &fresh) { Err(Refusal::Later(Duration::from_secs(1))) } else { Ok(fresh) }
    }

    async fn asked(
        &self,
        shop: &Shop,
        node: &Node,
        inside: Option<&Inside>,
        visit: &Visit,
    ) -> Result<Got, Refusal> {
        let (app, scope) = (&node.app, &shop.scopes[usize::from(visit.scope)]);
        if let Some(inside) = inside {
            let key = inside.key.clone();
            if let Some(served) = tokens::for_visitor(app, key, &shop.storefront, scope, None).await? {
                return Ok(served.into());
            }
        }
        guest(app, shop, scope).await
    }

    async fn reported(
        &self,
        shop: &Shop,
        node: &Node,
        inside: Option<&Inside>,
        visit: &Visit,
        refused: &Secret,
    ) -> Result<Got, Refusal> {
        let (app, scope) = (&node.app, &shop.scopes[usize::from(visit.scope)]);
        if let Some(inside) = inside {
            let key = inside.key.clone();
            let storefront = &shop.storefront;
            if let Some(served) = tokens::rejected(app, key, storefront, scope, refused, None).await? {
                return Ok(served.into());
            }
        }
        broker::reject_guest(app, &shop.storefront, scope, refused).await?;
        guest(app, shop, scope).await
    }

    async fn sign_out(&self, app: &App, browser: u32) -> Result<(), Refusal> {
        let inside = locked(&self.inside).remove(&browser);
        locked(&self.held).retain(|(held_by, _), held| *held_by != browser || !held.is_customer);
        if let Some(inside) = inside {
            sign_in::farewell(app, &inside.session, None).await?;
            add(&self.notes.sign_outs);
        }
        Ok(())
    }

    fn hold(&self, visit: &Visit, got: &Got) {
        let held = Held {
            expires_at: got.expires_at,
            revocations: self.revocations.load(Ordering::Relaxed),
            is_customer: got.customer.is_some(),
        };
        locked(&self.held).insert((visit.browser, visit.scope), held);
    }

    /// Whether this browser has a good token in hand.
    fn holds(&self, visit: &Visit, is_customer: bool, now: DateTime<Utc>) -> bool {
        let revocations = self.revocations.load(Ordering::Relaxed);
        locked(&self.held).get(&(visit.browser, visit.scope)).is_some_and(|held| {
            held.expires_at > now && held.revocations == revocations && held.is_customer == is_customer
        })
    }

    fn note_refused(&self, visit: &Visit, now: DateTime<Utc>, refusal: &Refusal) {
        add(&self.notes.refused_with_valid_token);
        let mut refused = locked(&self.notes.refused);
        if refused.len() < MOST_REFUSED {
            refused.push(format!("at {now} {visit:?}: {refusal:?}"));
        }
    }

    fn check_owner(&self, browser: u32, inside: &Inside, got: &Got) {
        match &got.customer {
            Some(customer) if inside.customer.get_or_init(|| customer.clone()) != customer => {
                add(&self.notes.token_of_somebody_else);
            }
            // A guest's token is right for somebody who has signed out while this was on its way.
            None if locked(&self.inside).contains_key(&browser) => add(&self.notes.signed_out_by_others),
            Some(_) | None => {}
        }
    }
}

fn is_refused(shop: &Shop, got: &Got) -> bool {
    shop.sandbox.is_revoked(got.access_token.expose())
}

/// As `api::token` does it.
async fn guest(app: &App, shop: &Shop, scope: &Scope) -> Result<Got, Refusal> {
    match broker::guest_with_source(app, &shop.storefront, scope).await {
        Ok(guest) => {
            app.metrics.served(Kind::Guest, guest.source);
            let (access_token, expires_at) = (guest.token.access_token, guest.token.expires_at);
            Ok(Got { access_token, expires_at, customer: None })
        }
        Err(problem) => {
            app.metrics.not_served(Kind::Guest, problem.reason());
            Err(problem.into())
        }
    }
}

/// A new account with a proven address, and its first session.
async fn sign_in(app: &App, shop: &Shop, browser: u32) -> Result<Inside, Refusal> {
    let now = app.now();
    let email = Email::parse(&format!("shopper{browser}@example.com")).map_err(Failure::new)?;
    let mut tx = app.db.begin().await.map_err(Failure::from)?;
    let account = accounts::create(&mut tx, &shop.organization, &email, Language::ALL[0], now).await?;
    let account = account.ok_or_else(|| Failure::new("somebody signed up twice"))?;
    customers::owe_link(&mut tx, &account, now).await?;
    let new = NewSession {
        account: account.id,
        organization: &shop.organization,
        client_id: &shop.storefront.client.client_id,
        method: "password",
        user_agent: "simulation",
        address: None,
        device: &PlainToken::generate().hash(),
        proof: None,
    };
    let started = sessions::start(app, &mut tx, new, now).await?;
    let Started { session, token, .. } = started.ok_or_else(|| Failure::new("no session started"))?;
    tx.commit().await.map_err(Failure::from)?;
    let key = VisitorKey { token: token.hash(), organization: shop.organization.clone(), client_id: None };
    Ok(Inside { token, key, session, customer: OnceLock::new() })
}
