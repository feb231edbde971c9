//! Coming back from a provider: an ordered list of checks, each with a name, each of which ends the walk. The
//! departure is used up by the first return that brings its browser along; nothing before that changes anything,
//! so that a stranger with a stolen address cannot spoil somebody's way back.

use chrono::{DateTime, Utc};

use super::answer::{Answer, Kind};
use super::departure::{Purpose, redirect_uri};
use super::{Identity, client_key, context, policy, store};
use crate::app::{self, App, Failure};
use crate::config::{ClientAuth, OrganizationName, ProviderId, ResponseMode};
use crate::foundation::{HashedToken, PlainToken, Secret};
use crate::openid::{Code, Metadata, Provider, ProviderError};
use crate::storefronts::CameFrom;

/// Who came back, and where the walk goes on.
#[derive(Debug)]
pub struct Arrival {
    /// Who.
    pub identity: Identity,
    /// Why the person had left.
    pub purpose: Purpose,
    /// At which organization.
    pub organization: OrganizationName,
    /// Where the shopper was going.
    pub came_from: CameFrom,
}

/// Why the walk ends here.
#[derive(Debug, thiserror::Error)]
pub enum ArrivalProblem {
    /// There is no such provider.
    #[error("no such provider")]
    UnknownProvider,
    /// No departure with this state is known: long ago, or never.
    #[error("no such departure")]
    UnknownState,
    /// Another browser left, or this one lost its cookie (catalogue B01).
    #[error("another browser left")]
    OtherBrowser,
    /// The ten minutes are over.
    #[error("the departure ran out")]
    Expired,
    /// This way back was used already (catalogue A12).
    #[error("used already")]
    Used,
    /// The person said no, there; or a rule of the provider did, which has the same error code.
    #[error("the person said no")]
    Cancelled {
        /// The provider's description, as it sent it; empty where it gave none.
        text: String,
    },
    /// The provider refused; the text is the provider's.
    #[error("the provider refused: {code}")]
    Refused {
        /// Its error code, if it looks like one, for the log.
        code: String,
        /// Its error code and description, as it sent them.
        text: String,
    },
    /// The provider does not do its part.
    #[error(transparent)]
    Provider(#[from] ProviderError),
    /// Something nobody can repair here.
    #[error(transparent)]
    Failure(#[from] Failure),
}

app::problem!(ArrivalProblem);

/// A problem, and what is known of the walk that it ended.
#[derive(Debug)]
pub struct Stranded {
    /// What went wrong.
    pub problem: ArrivalProblem,
    /// Why the person had left, where a departure was found and is this browser's.
    pub purpose: Option<Purpose>,
    /// Where the shopper was going, under the same condition.
    pub came_from: Option<CameFrom>,
    /// The sales channel of the shop, for whoever is in another browser: its front page is a way on that tells
    /// nothing of the person who left.
    pub shop: Option<String>,
}

/// A departure that was found by its state.
pub(super) struct Found {
    pub state: HashedToken,
    pub browser: HashedToken,
    pub purpose: Purpose,
    pub organization: OrganizationName,
    pub came_from: CameFrom,
    pub nonce_sealed: Option<Vec<u8>>,
    pub verifier_sealed: Option<Vec<u8>>,
    pub answer_sealed: Option<Vec<u8>>,
    pub expires_at: DateTime<Utc>,
    pub used_at: Option<DateTime<Utc>>,
}

/// Takes back whoever left. `browser` is the departure cookie.
pub async fn arrive(
    app: &App,
    provider: &str,
    answer: Answer,
    browser: Option<&PlainToken>,
) -> Result<Arrival, Box<Stranded>> {
    let nowhere = |problem| Box::new(Stranded { problem, purpose: None, came_from: None, shop: None });
    let provider = known_provider(app, provider).map_err(nowhere)?;
    let (state, departure) = known_departure(app, provider, &answer).await.map_err(nowhere)?;
    let shop = Some(departure.came_from.client_id.clone());
    this_browser(&departure, browser).map_err(|problem| Box::new(Stranded { shop, ..*nowhere(problem) }))?;
    let (purpose, came_from) = (departure.purpose, departure.came_from.clone());
    let checked = check(app, provider, answer, state, &departure).await;
    let identity = checked.map_err(|problem| {
        let came_from = Some(came_from.clone());
        Box::new(Stranded { problem, purpose: Some(purpose), came_from, shop: None })
    })?;
    Ok(Arrival { identity, purpose, organization: departure.organization, came_from })
}

/// Keeps what a provider posted until the browser asks for it: a post from another site brings no cookie along,
/// the page that it is answered with does. True where there was something to keep it with.
pub async fn receive(app: &App, provider: &str, answer: &Answer) -> Result<bool, Failure> {
    let Some(state) = answer.state() else { return Ok(false) };
    let posts = |provider: &&Provider| provider.settings.response_mode == ResponseMode::FormPost;
    let Some(provider) = app.provider_named(provider).filter(posts) else { return Ok(false) };
    let text = answer.to_text().map_err(Failure::new)?;
    let sealed = app.sealer.seal(&context("answer", &state.hash()), &text)?;
    Ok(store::departures::keep_answer(&app.db, &provider.settings.id, &state.hash(), &sealed, app.now())
        .await?)
}

/// A person who was sent to sign out came back: where to, if it is this browser's own walk (catalogue B19).
pub async fn signed_out(
    app: &App,
    provider: &str,
    state: Option<PlainToken>,
    browser: Option<&PlainToken>,
) -> Result<Option<CameFrom>, Failure> {
    let (Some(provider), Some(state)) = (app.provider_named(provider), state) else { return Ok(None) };
    let found = store::departures::by_state(app, &provider.settings.id, &state.hash()).await?;
    let ours = |found: &Found| found.purpose == Purpose::SignOut && this_browser(found, browser).is_ok();
    let Some(found) = found.filter(ours) else { return Ok(None) };
    let first = store::departures::consume(&app.db, &found.state, app.now()).await?;
    Ok((first && app.now() < found.expires_at).then_some(found.came_from))
}

async fn check(
    app: &App,
    provider: &Provider,
    answer: Answer,
    state: PlainToken,
    departure: &Found,
) -> Result<Identity, ArrivalProblem> {
    let answer = posted_answer(app, provider, answer, state, departure)?;
    in_time(departure, app.now())?;
    first_return(app, departure).await?;
    let metadata = provider.metadata().await?;
    from_this_issuer(&metadata, &answer)?;
    let name = answer.posted_name();
    let code = a_code(answer)?;
    let mut identity = exchanged(app, provider, &metadata, &code, departure).await?;
    if identity.name.is_none() {
        identity.name = name;
    }
    let counts = |email| policy::may_prove(app, &departure.came_from, &identity, email);
    identity.email_is_proven &= identity.email.as_ref().is_some_and(counts);
    Ok(identity)
}

fn known_provider<'a>(app: &'a App, id: &str) -> Result<&'a Provider, ArrivalProblem> {
    app.provider_named(id).ok_or(ArrivalProblem::UnknownProvider)
}

/// By the state's hash, and of this provider only: an answer that came to another's address is nobody's (B03).
async fn known_departure(
    app: &App,
    provider: &Provider,
    answer: &Answer,
) -> Result<(PlainToken, Found), ArrivalProblem> {
    let state = answer.state().cloned().ok_or(ArrivalProblem::UnknownState)?;
    let found = store::departures::by_state(app, &provider.settings.id, &state.hash()).await?;
    let found = found.filter(|found| found.purpose != Purpose::SignOut);
    Ok((state, found.ok_or(ArrivalProblem::UnknownState)?))
}

fn this_browser(departure: &Found, browser: Option<&PlainToken>) -> Result<(), ArrivalProblem> {
    let same = browser.is_some_and(|browser| browser.hash() == departure.browser);
    if same { Ok(()) } else { Err(ArrivalProblem::OtherBrowser) }
}

/// Where the provider posts its answers, the posted one counts, and nothing in the address does.
fn posted_answer(
    app: &App,
    provider: &Provider,
    answer: Answer,
    state: PlainToken,
    departure: &Found,
) -> Result<Answer, ArrivalProblem> {
    if provider.settings.response_mode != ResponseMode::FormPost {
        return Ok(answer);
    }
    let sealed = departure.answer_sealed.as_ref().ok_or(ArrivalProblem::UnknownState)?;
    let text = app.sealer.open(&context("answer", &departure.state), sealed).map_err(Failure::from)?;
    Ok(Answer::from_text(state, text.expose()).map_err(Failure::new)?)
}

fn in_time(departure: &Found, now: DateTime<Utc>) -> Result<(), ArrivalProblem> {
    match departure.used_at {
        Some(_) => Err(ArrivalProblem::Used),
        None if now >= departure.expires_at => Err(ArrivalProblem::Expired),
        None => Ok(()),
    }
}

/// One statement flips the row: of two returns at once, one goes on.
async fn first_return(app: &App, departure: &Found) -> Result<(), ArrivalProblem> {
    let first = store::departures::consume(&app.db, &departure.state, app.now()).await?;
    if first { Ok(()) } else { Err(ArrivalProblem::Used) }
}

/// RFC 9207: where the provider promises to name itself it must, and whoever is named must be this provider, also
/// where none was promised.
fn from_this_issuer(metadata: &Metadata, answer: &Answer) -> Result<(), ArrivalProblem> {
    match &answer.iss {
        Some(iss) if *iss != metadata.issuer => {
            Err(ProviderError::Untrusted("iss is another provider".into()).into())
        }
        None if metadata.promises_iss => {
            Err(ProviderError::Untrusted("the promised iss is missing".into()).into())
        }
        _ => Ok(()),
    }
}

fn a_code(answer: Answer) -> Result<Secret, ArrivalProblem> {
    match answer.kind {
        Kind::Code(code) => Ok(code),
        // Apple has a name of its own for it.
        Kind::Error { error, description }
            if ["access_denied", "user_cancelled_authorize"].contains(&error.as_str()) =>
        {
            Err(ArrivalProblem::Cancelled { text: description.unwrap_or_default() })
        }
        Kind::Error { error, description } => {
            let text = description.map_or(error.clone(), |description| format!("{error}: {description}"));
            Err(ArrivalProblem::Refused { code: plain_code(&error), text })
        }
        Kind::Malformed => Err(ProviderError::Untrusted("neither one code nor one error".into()).into()),
    }
}

/// Error codes are words such as `invalid_scope`; what else somebody wrote there is not for the log.
fn plain_code(error: &str) -> String {
    let is_plain =
        error.len() <= 60 && error.bytes().all(|b| b.is_ascii_alphanumeric() || b"_-.".contains(&b));
    if is_plain { error.to_owned() } else { "an error that is none of the specification's".to_owned() }
}

async fn exchanged(
    app: &App,
    provider: &Provider,
    metadata: &Metadata,
    code: &Secret,
    departure: &Found,
) -> Result<Identity, ArrivalProblem> {
    let open = |what: &str, sealed: &Option<Vec<u8>>| -> Result<Secret, Failure> {
        let sealed = sealed.as_ref().ok_or_else(|| Failure::new("a departure without its secrets"))?;
        Ok(app.sealer.open(&context(what, &departure.state), sealed)?)
    };
    let (nonce, verifier) =
        (open("nonce", &departure.nonce_sealed)?, open("verifier", &departure.verifier_sealed)?);
    let signs = matches!(provider.settings.client_auth, ClientAuth::PrivateKeyJwt);
    let key = if signs { Some(client_key::newest(app).await?) } else { None };
    let code = Code {
        code,
        redirect_uri: &redirect_uri(app, &provider.settings.id),
        verifier: &verifier,
        nonce: &nonce,
        client_key: key.as_ref(),
    };
    let tokens = provider.exchange(metadata, code).await?;
    let claims = provider.complete_claims(metadata, &tokens).await?;
    Ok(Identity::read(&provider.settings, metadata, &claims, tokens.id_token)?)
}

/// The provider of a page's words.
pub fn label<'a>(app: &'a App, provider: &ProviderId) -> &'a str {
    app.provider(provider).map_or("", |provider| &provider.settings.label)
}
