//! What an account's owner is told by mail: whatever changes who can get in.

use chrono::{DateTime, TimeDelta, Utc};
use sqlx::PgConnection;

use super::Browser;
use crate::accounts::{Account, UNDONE_WITHIN};
use crate::app::{App, Failure};
use crate::foundation::{Color, Email, PlainToken};
use crate::i18n::Texts;
use crate::links;
use crate::mail::{self, Wording};
use crate::sessions::{Acquaintance, Device};
use crate::storefronts::{Shop, Visit};

/// How long a notice is worth sending.
const WAITS: TimeDelta = TimeDelta::days(3);

/// A new browser is told of, unless the owner does not want to know or reads of it in another letter.
pub(super) async fn met_device(
    app: &App,
    tx: &mut PgConnection,
    account: &Account,
    (browser, met): (&Browser, Acquaintance),
) -> Result<(), Failure> {
    if met == Acquaintance::New && account.notices && !browser.is_told_of {
        let texts = browser.shop.texts(account.language);
        let device = Device::from_user_agent(&browser.user_agent).words(texts);
        let Shop { name, color, .. } = &browser.shop;
        let words = Wording::new_device(texts, name, *color, &device, &account_page(app));
        tell(app, tx, account, words).await?;
        app.ring();
    }
    Ok(())
}

/// The password is another one.
pub(super) async fn password_changed(
    app: &App,
    tx: &mut PgConnection,
    account: &Account,
    shop: &Shop,
) -> Result<(), Failure> {
    let texts = shop.texts(account.language);
    let href = links::absolute(&app.settings.server.public_url, links::RECOVER, &shop_of(app, account));
    tell(app, tx, account, Wording::password_changed(texts, &shop.name, shop.color, &href)).await
}

/// To the former address: the account has another one.
pub(super) async fn email_changed(
    app: &App,
    tx: &mut PgConnection,
    account: &Account,
    (email, undo): (&Email, &PlainToken),
    (visit, shop): (&Visit, &Shop),
) -> Result<(), Failure> {
    let mut query = url::form_urlencoded::Serializer::new(visit.to_query());
    query.append_pair("token", undo.expose());
    let href = links::absolute(&app.settings.server.public_url, links::ACCOUNT_EMAIL_UNDO, &query.finish());
    let named = (email.masked(), href);
    let words = Wording::email_changed(
        shop.texts(account.language),
        &shop.name,
        shop.color,
        (&named.0, &named.1),
        UNDONE_WITHIN,
    );
    tell(app, tx, account, words).await
}

/// A provider can sign in, or cannot any more: `words` say which, of shop, provider and account page.
pub(super) async fn provider_changed(
    app: &App,
    tx: &mut PgConnection,
    account: &Account,
    (shop, label): (&Shop, &str),
    words: fn(Texts, &str, Color, &str, &str) -> Wording,
) -> Result<(), Failure> {
    let texts = shop.texts(account.language);
    tell(app, tx, account, words(texts, &shop.name, shop.color, label, &account_page(app))).await
}

/// The account is erased on `day`; the way back in leads to the shop where it was closed.
pub(super) async fn closing(
    app: &App,
    tx: &mut PgConnection,
    account: &Account,
    (visit, shop): (&Visit, &Shop),
    day: DateTime<Utc>,
) -> Result<(), Failure> {
    let texts = shop.texts(account.language);
    let href = links::absolute(&app.settings.server.public_url, links::LOGIN, &visit.to_query());
    tell(app, tx, account, Wording::closing(texts, &shop.name, shop.color, day, &href)).await
}

/// Writes to the account's address, as part of the caller's transaction.
pub(super) async fn tell(
    app: &App,
    tx: &mut PgConnection,
    account: &Account,
    words: Wording,
) -> Result<(), Failure> {
    let now = app.now();
    let letter = words.to(account.email.typed()).map_err(Failure::new)?.by(&account.organization);
    Ok(mail::enqueue(tx, &app.sealer, &letter, now, now + WAITS).await?)
}

/// Names a shop of the account's organization where passwords are taken: a letter is read days later, in any browser.
fn shop_of(app: &App, account: &Account) -> String {
    let mut shops = app.settings.storefronts.iter();
    let shop = shops.find(|shop| shop.organization == account.organization && shop.password);
    let mut query = url::form_urlencoded::Serializer::new(String::new());
    if let Some(shop) = shop {
        query.append_pair("clientId", &shop.client.client_id);
    }
    query.finish()
}

fn account_page(app: &App) -> String {
    links::absolute(&app.settings.server.public_url, links::ACCOUNT, "")
}
