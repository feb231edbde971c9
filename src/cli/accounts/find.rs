//! Which account an operator means.

use crate::accounts::{self, Account};
use crate::app::{App, Failure};
use crate::config::OrganizationName;
use crate::foundation::{AccountId, Email};

/// Who was meant.
pub(in crate::cli) enum Found {
    /// This one.
    One(Box<Account>),
    /// Nobody has the name.
    Nobody,
    /// It cannot be told, and why.
    Unclear(String),
}

/// The account with this id or address, at the organization that is named, if one is.
pub(in crate::cli) async fn named(
    app: &App,
    name: &str,
    organization: Option<&str>,
) -> Result<Found, Failure> {
    let organizations = match organizations(app, organization) {
        Ok(organizations) => organizations,
        Err(why) => return Ok(Found::Unclear(why)),
    };
    if let Some(id) = AccountId::parse(name) {
        let found = accounts::by_id(&app.db, id).await?;
        let found =
            found.filter(|account| organizations.iter().any(|it| it == account.organization.as_str()));
        return Ok(found.map_or(Found::Nobody, |account| Found::One(Box::new(account))));
    }
    let Ok(email) = Email::parse(name) else {
        return Ok(Found::Unclear(
            "This is neither an id (acc_ and 32 digits) nor an e-mail address. To look for one: \
             vestibule accounts find"
                .to_owned(),
        ));
    };
    by_email(app, &organizations, &email).await
}

async fn by_email(app: &App, organizations: &[String], email: &Email) -> Result<Found, Failure> {
    let mut found = Vec::new();
    for organization in organizations.iter().filter_map(|name| OrganizationName::parse(name)) {
        found.extend(accounts::by_email(&app.db, &organization, email).await?);
    }
    Ok(match found.len() {
        0 => Found::Nobody,
        1 => found.pop().map_or(Found::Nobody, |account| Found::One(Box::new(account))),
        _ => {
            let names: Vec<&str> = found.iter().map(|account| account.organization.as_str()).collect();
            Found::Unclear(format!(
                "The address has accounts at {}. Say which with --organization.",
                names.join(", ")
            ))
        }
    })
}

/// The names of the organization that is named, or of all.
pub(in crate::cli) fn organizations(app: &App, named: Option<&str>) -> Result<Vec<String>, String> {
    match organization(app, named)? {
        Some(name) => Ok(vec![name.as_str().to_owned()]),
        None => Ok(app.settings.organizations.keys().map(|name| name.as_str().to_owned()).collect()),
    }
}

/// The organization that is named, if one is.
pub(in crate::cli) fn organization<'a>(
    app: &'a App,
    named: Option<&str>,
) -> Result<Option<&'a OrganizationName>, String> {
    let all = &app.settings.organizations;
    let Some(named) = named else { return Ok(None) };
    let found = all.keys().find(|name| name.as_str() == named);
    found.map(Some).ok_or_else(|| {
        let known: Vec<&str> = all.keys().map(OrganizationName::as_str).collect();
        format!("The settings have no organization of this name. They have: {}.", known.join(", "))
    })
}
