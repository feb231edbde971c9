//! `[[storefronts]]`: the shops that may send people here, and where people may be sent back to.

use std::collections::{BTreeMap, BTreeSet};

use url::Url;

use super::providers::Offers;
use super::reader::{Read, Section};
use super::{AddressRule, ClientCredential, OrganizationName, ProviderId, kinds, providers, spelling};
use crate::foundation::Scope;
use crate::i18n::{self, Language, OwnText, OwnTexts, Texts};

/// `[[storefronts]]`
#[derive(Clone, Debug)]
pub struct StorefrontSettings {
    /// `name`: what pages call the shop until the organization's own name is known; 1 to 80 characters.
    pub name: String,
    /// `organization`: the name of an `[organizations.<name>]` table.
    pub organization: OrganizationName,
    /// `client_id` and `client_secret` (or `client_secret_file`) of its sales channel.
    pub client: ClientCredential,
    /// `scopes`: the scopes that a link may ask for, at least one; the first is the default. Compared as
    /// whole texts.
    pub scopes: Vec<Scope>,
    /// `home`: the shop's front page; relative return addresses are resolved against its origin, and people
    /// without a return address are sent there. Must satisfy `return_addresses`.
    pub home: Url,
    /// `return_addresses`, at least one.
    pub return_addresses: Vec<AddressRule>,
    /// `origins`: origins whose scripts may call the API with credentials, and that may frame the pages;
    /// default the origin of `home`.
    pub origins: Vec<String>,
    /// `handover`: how the token gets to the shop; default `session`.
    pub handover: Handover,
    /// `exchange`: how customer tokens are had; default `jwt_bearer`.
    pub exchange: Exchange,
    /// `cart`: what becomes of a guest's cart at sign-in; default `adopt`.
    pub cart: CartPolicy,
    /// `framing`: whether `origins` may show the pages in a frame; default false.
    pub framing: bool,
    /// `languages`: offered languages, the first is the default; default every language there is.
    pub languages: Vec<Language>,
    /// `texts`: for each language, single texts in the shop's own words; by default none.
    pub texts: OwnTexts,
    /// `providers`: ids of the `[[providers]]` that are offered, in this order; default all that may be.
    pub providers: Vec<ProviderId>,
    /// `default_provider`: the one to which people are sent at once; offered, and not for linking only.
    pub default_provider: Option<ProviderId>,
    /// `password`: whether people may sign in and up with a password; default true. Where false, at least one
    /// provider, or a mailed code, is offered.
    pub password: bool,
    /// `mailed_code`: whether people may sign in with a code that is sent to their address; default false.
    pub mailed_code: bool,
    /// `sign_up`: whether people who have no account may make one; default true. A provider's `use` says it for its
    /// own people.
    pub sign_up: bool,
}

/// How a storefront gets the customer's token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Handover {
    /// `session`: no token in any address; the shop's pages ask `GET /api/token`.
    Session,
    /// `query`: `accessToken`, `scope` and `expires` in the return address, as the Identity MFE does.
    Query,
    /// `code`: a one-time code in the return address, which the shop's back end exchanges for a session token.
    Code,
}

/// How a customer token is had from Commerce Layer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exchange {
    /// `jwt_bearer`: by an assertion (contract 5); enterprise plans only.
    JwtBearer,
    /// `password`: by a random password that Vestibule gives to the customer and keeps sealed (contract 14); any
    /// plan. The customer's own password at Commerce Layer is replaced.
    Password,
}

/// What becomes of a guest's cart when its browser signs in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CartPolicy {
    /// `adopt`: it becomes the customer's.
    Adopt,
    /// `keep`: the customer goes on with the last cart of the account; the guest's is forgotten.
    Keep,
    /// `ask`: the shopper chooses on a page.
    Ask,
    /// `none`: nothing; the browser has it again when the session has run out.
    None,
}

/// The most texts that a shop may have of its own in a language: more than there are.
const MOST_TEXTS: usize = 1000;

impl StorefrontSettings {
    /// The texts of `language` as this shop says them.
    pub fn texts(&self, language: Language) -> Texts {
        Texts::of(language, self.texts)
    }
}

/// What a storefront is checked against: the organizations and providers of the settings, and the client ids
/// of the storefronts before it.
pub(super) struct Others {
    pub(super) organizations: BTreeSet<String>,
    pub(super) client_ids: BTreeSet<String>,
    pub(super) offers: Offers,
}

/// Reads one `[[storefronts]]` table.
pub(super) fn read(section: &mut Section<'_>, others: &mut Others) -> Read<StorefrontSettings> {
    let name = section.require("name", "what the shop is called", kinds::line(80));
    let organization = organization(section, &others.organizations);
    let client_id = section.require("client_id", "that of the shop's sales channel", kinds::identifier);
    if client_id.as_ref().is_ok_and(|id| !others.client_ids.insert(id.clone())) {
        section.problem(
            "client_id",
            "another storefront above has the same; one sales channel is one storefront",
        );
    }
    let client_secret = section.required_secret("client_secret", "that of the shop's sales channel");
    let scopes = scopes(section);
    let (home, return_addresses) = addresses(section);
    let origins = section.list("origins", |text| Ok(kinds::origin(text)?.origin().ascii_serialization()));
    let handover = section.or("handover", "session", Handover::parse);
    let exchange = section.or("exchange", "jwt_bearer", Exchange::parse);
    let cart = section.or("cart", "adopt", CartPolicy::parse);
    let framing = section.flag("framing", false);
    let languages = languages(section);
    let sign_up = section.flag("sign_up", true);
    let texts = own_texts(section);
    let own_id = client_id.as_deref().unwrap_or_default();
    let offered = providers::offered(section, own_id, &others.offers);
    let (home, offered) = (home?, offered?);
    Ok(StorefrontSettings {
        name: name?,
        organization: organization?,
        client: ClientCredential { client_id: client_id?, client_secret: client_secret? },
        scopes: scopes?,
        return_addresses: return_addresses?,
        origins: origins?.unwrap_or_else(|| vec![home.origin().ascii_serialization()]),
        home,
        handover: handover?,
        exchange: exchange?,
        cart: cart?,
        framing: framing?,
        languages: languages?,
        texts: texts?,
        providers: offered.providers,
        default_provider: offered.default_provider,
        password: offered.password,
        mailed_code: offered.mailed_code,
        sign_up: sign_up?,
    })
}

fn organization(section: &mut Section<'_>, known: &BTreeSet<String>) -> Read<OrganizationName> {
    let expected = "the <name> of an [organizations.<name>] table";
    section.require("organization", expected, |text| {
        let name = OrganizationName::parse(text).filter(|name| known.contains(name.as_str()));
        name.ok_or_else(|| "there is no [organizations.<name>] table of this name".to_owned())
    })
}

fn scopes(section: &mut Section<'_>) -> Read<Vec<Scope>> {
    let scopes = section.list("scopes", |text| Scope::parse(text).map_err(|error| error.to_string()))?;
    at_least_one(section, "scopes", scopes, "a list of scopes such as \"market:code:usa\", the default first")
}

/// `home` and `return_addresses`, which must fit together: people without a return address go home.
fn addresses(section: &mut Section<'_>) -> (Read<Url>, Read<Vec<AddressRule>>) {
    let expected = "the shop's front page, such as https://shop.example.com/";
    let home = section.require("home", expected, kinds::address);
    let rules = section.list("return_addresses", AddressRule::parse).and_then(|rules| {
        at_least_one(section, "return_addresses", rules, "a list such as [\"https://shop.example.com\"]")
    });
    if let (Ok(home), Ok(rules)) = (&home, &rules)
        && !rules.iter().any(|rule| rule.admits(home))
    {
        section.problem("home", "is not allowed by return_addresses; add it there");
    }
    (home, rules)
}

fn languages(section: &mut Section<'_>) -> Read<Vec<Language>> {
    let expected = || format!("expected one of {}", Language::ALL.map(Language::tag).join(", "));
    let languages = section.list("languages", |text| Language::from_tag(text).ok_or_else(expected))?;
    let languages = languages.unwrap_or_else(|| Language::ALL.to_vec());
    at_least_one(section, "languages", Some(languages), &expected())
}

/// `texts`: a table for each language, whose keys are those of the Fluent files.
fn own_texts(section: &mut Section<'_>) -> Read<OwnTexts> {
    section.within("texts", |section| {
        let of_language =
            Language::ALL.map(|language| (language, section.map_of(language.tag(), MOST_TEXTS, own_text)));
        let mut texts = BTreeMap::new();
        for (language, own) in of_language {
            texts.insert(language, own?.into_values().collect());
        }
        Ok(OwnTexts::new(texts))
    })
}

fn own_text(key: &str, text: &str) -> Result<OwnText, String> {
    OwnText::parse(key, text).map_err(|message| match spelling::closest(key, &i18n::keys()) {
        Some(guess) if guess != key => format!("{message}; did you mean {guess}?"),
        _ => message,
    })
}

fn at_least_one<T: PartialEq>(
    section: &Section<'_>,
    key: &str,
    list: Option<Vec<T>>,
    expected: &str,
) -> Read<Vec<T>> {
    let Some(list) = list.filter(|list| !list.is_empty()) else {
        return Err(section.problem(key, format!("missing; expected {expected}")));
    };
    section.distinct(key, list)
}

impl Handover {
    fn parse(text: &str) -> Result<Self, String> {
        match text {
            "session" => Ok(Self::Session),
            "query" => Ok(Self::Query),
            "code" => Ok(Self::Code),
            _ => Err("expected \"session\", \"query\" or \"code\"".to_owned()),
        }
    }
}

impl Exchange {
    fn parse(text: &str) -> Result<Self, String> {
        match text {
            "jwt_bearer" => Ok(Self::JwtBearer),
            "password" => Ok(Self::Password),
            _ => Err("expected \"jwt_bearer\" or \"password\"".to_owned()),
        }
    }
}

impl CartPolicy {
    fn parse(text: &str) -> Result<Self, String> {
        let known = [("adopt", Self::Adopt), ("keep", Self::Keep), ("ask", Self::Ask), ("none", Self::None)];
        kinds::one_of(text, &known)
    }
}
