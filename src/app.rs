//! Floor 3: the toolbox that each verb receives: clock, database, settings, clients. No request state.

use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Weak};

use chrono::{DateTime, Utc};
use sqlx::PgPool;
use tokio::sync::watch;

use crate::commerce_layer::{CommerceLayer, http_client};
use crate::config::{OrganizationName, ProviderId, Settings};
use crate::db;
use crate::foundation::{AccountId, Clock, PendingLinkId, SealError, Sealer, Turns};
use crate::hasher::Hasher;
use crate::mail::{EnqueueError, Transport};
use crate::memory::Memory;
use crate::metrics::Metrics;
use crate::openid::Provider;
use crate::outbound::Outbound;

/// Everything that a verb may use.
pub struct App {
    /// The time.
    pub clock: Clock,
    /// Postgres.
    pub db: PgPool,
    /// What the operator said.
    pub settings: Settings,
    /// Seals what the database must not be able to read.
    pub sealer: Sealer,
    /// Hashes passwords.
    pub hasher: Hasher,
    /// Carries letters.
    pub mail: Transport,
    /// Proving the address of a pending link, one post at a time: the code that is right for the first is spent for the
    /// second, and must not be told as one that was tried too often.
    pub proving: Turns<PendingLinkId>,
    /// Fetching tokens, one at a time for each, before asking the other nodes.
    pub flights: Turns<[u8; 32]>,
    /// Looking for room in a budget of token calls, one at a time for each purpose.
    pub entering: Turns<(String, &'static str)>,
    /// Writing to an account's customer, one at a time.
    pub writing: Turns<AccountId>,
    /// What this node remembers.
    pub memory: Memory,
    /// What an operator may count.
    pub metrics: Metrics,
    leaving: AtomicBool,
    bell: watch::Sender<()>,
    own: Weak<Self>,
    organizations: HashMap<OrganizationName, Arc<CommerceLayer>>,
    providers: HashMap<ProviderId, Provider>,
}

impl App {
    /// Puts the toolbox together. Touches neither the database nor the network.
    ///
    /// # Errors
    /// When the system gives no threads or no certificates, or the sender's address is unusable.
    pub fn new(settings: Settings, db: PgPool, clock: Clock) -> Result<Arc<Self>, Failure> {
        let http = http_client().map_err(Failure::new)?;
        let organizations = settings.organizations.iter().map(|(name, organization)| {
            let client = CommerceLayer::new(organization.clone(), http.clone(), clock.clone());
            (name.clone(), Arc::new(client))
        });
        let outbound = Arc::new(Outbound::new().map_err(Failure::new)?);
        let providers = settings.providers.iter().map(|provider| {
            (provider.id.clone(), Provider::new(provider.clone(), outbound.clone(), clock.clone()))
        });
        let mut keys = settings.secrets.encryption_keys.iter().cloned();
        let first = keys.next().ok_or_else(|| Failure::new("no encryption key is configured"))?;
        let sealer = Sealer::new(first, keys.collect());
        let hasher = Hasher::start(settings.passwords.hashing_threads, settings.passwords.hashing_queue)
            .map_err(Failure::new)?;
        let mail = Transport::new(&settings.mail).map_err(Failure::new)?;
        let (organizations, providers) = (organizations.collect(), providers.collect());
        Ok(Arc::new_cyclic(|own| Self {
            organizations,
            providers,
            sealer,
            hasher,
            mail,
            memory: Memory::with_room_for(settings.tokens.memory),
            metrics: Metrics::default(),
            leaving: AtomicBool::new(false),
            bell: watch::Sender::new(()),
            own: own.clone(),
            proving: Turns::default(),
            flights: Turns::default(),
            entering: Turns::default(),
            writing: Turns::default(),
            clock,
            db,
            settings,
        }))
    }

    /// Itself, for work that goes on when whoever asked has gone.
    ///
    /// # Errors
    /// While everything is being taken down.
    pub fn arc(&self) -> Result<Arc<Self>, Failure> {
        self.own.upgrade().ok_or_else(|| Failure::new("the service is stopping"))
    }

    /// The present moment: asked once per verb.
    pub fn now(&self) -> DateTime<Utc> {
        self.clock.now()
    }

    /// From now on this node wants no new visitors: whoever asks whether it is ready hears no.
    pub fn leave(&self) {
        self.leaving.store(true, Ordering::Relaxed);
    }

    /// Whether it is about to stop.
    pub fn is_leaving(&self) -> bool {
        self.leaving.load(Ordering::Relaxed)
    }

    /// Says no while the database cannot be reached: whoever would have to wait for a connection in vain is told at
    /// once, and does not stand in the way of those who are served from memory.
    pub fn reach_database(&self) -> Result<(), Failure> {
        if self.memory.ears.miss_the_database() {
            let away = Failure::new("the database cannot be reached");
            return Err(Failure { passes: true, ..away });
        }
        Ok(())
    }

    /// Rung by a verb that left work for the background, so that it is done now rather than at the next tick.
    pub fn ring(&self) {
        self.bell.send_replace(());
    }

    /// Hears every ring from now on.
    pub fn bell(&self) -> watch::Receiver<()> {
        self.bell.subscribe()
    }

    /// The client of an organization. A row may name one that the settings no longer have.
    pub fn commerce_layer(&self, organization: &OrganizationName) -> Result<&Arc<CommerceLayer>, Failure> {
        self.organizations
            .get(organization)
            .ok_or_else(|| Failure::new(format!("organization {organization} is not configured any more")))
    }

    /// The client of a provider. A row may name one that the settings no longer have.
    pub fn provider(&self, id: &ProviderId) -> Option<&Provider> {
        self.providers.get(id)
    }

    /// [`App::provider`] by a text that somebody sent.
    pub fn provider_named(&self, id: &str) -> Option<&Provider> {
        self.provider(&ProviderId::parse(id).ok()?)
    }
}

/// What no person can repair: logged once, at the edge, and shown as one calm page with a request id.
#[derive(Debug, Clone, thiserror::Error)]
#[error("{cause}")]
pub struct Failure {
    cause: Arc<dyn std::error::Error + Send + Sync>,
    passes: bool,
}

impl Failure {
    /// Wraps a cause; it must carry neither secrets nor addresses.
    pub fn new(cause: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        Self { cause: cause.into().into(), passes: false }
    }

    /// Whether it passes by itself: the database is away, or has no connection left. Whoever asks again in a moment
    /// may be served.
    pub fn passes(&self) -> bool {
        self.passes
    }
}

impl From<sqlx::Error> for Failure {
    fn from(error: sqlx::Error) -> Self {
        let passes = db::is_away(&error);
        // The text of a database error may quote the row it stumbled over; its code and constraint say enough.
        let failure = match error.as_database_error() {
            Some(refused) => Self::new(format!(
                "the database refused a statement: {} {}",
                refused.code().unwrap_or_default(),
                refused.constraint().unwrap_or_default()
            )),
            None => Self::new(error),
        };
        Self { passes, ..failure }
    }
}

impl From<SealError> for Failure {
    fn from(error: SealError) -> Self {
        Self::new(error)
    }
}

impl From<EnqueueError> for Failure {
    fn from(error: EnqueueError) -> Self {
        match error {
            EnqueueError::Seal(error) => error.into(),
            EnqueueError::Database(error) => error.into(),
        }
    }
}

/// Lets `?` turn a database's refusal into the `Failure` of a verb's problem.
macro_rules! problem {
    ($problem:ty) => {
        impl From<sqlx::Error> for $problem {
            fn from(error: sqlx::Error) -> Self {
                Self::Failure(error.into())
            }
        }
    };
}

pub(crate) use problem;
