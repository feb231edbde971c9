//! The way to a provider, as login and sign-up offer it. Which providers are offered depends on the shop alone,
//! never on a person: a button that only some people see would tell who has linked what (catalogue F07).

use super::asset;

/// "Continue with Google"
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProviderButton {
    /// What the provider is called here.
    pub label: String,
    /// The name of its picture: `google` is `static/icon-google.svg`.
    pub icon: &'static str,
    /// Where the departure begins.
    pub href: String,
}

impl ProviderButton {
    /// The address of the picture.
    pub fn picture(&self) -> String {
        picture(self.icon)
    }
}

/// The address of a provider's picture.
pub(super) fn picture(icon: &str) -> String {
    asset(&format!("icon-{icon}.svg"))
}

/// Up to this many are buttons one below the other; more stand in two columns, with their names alone.
const FEW: usize = 3;

/// True where the buttons need the quieter form.
pub(super) fn are_many(providers: &[ProviderButton]) -> bool {
    providers.len() > FEW
}

/// As many buttons as asked for, up to six.
pub(super) fn sample_providers(count: usize) -> Vec<ProviderButton> {
    let named = [
        ("Google", "google"),
        ("Apple", "apple"),
        ("Microsoft", "microsoft"),
        ("Okta", "okta"),
        ("Auth0", "auth0"),
        ("Acme staff", "keycloak"),
    ];
    let button = |(label, icon): (&str, &'static str)| ProviderButton {
        label: label.into(),
        icon,
        href: format!("/federation/{icon}/depart?clientId=acme-web"),
    };
    named.into_iter().take(count).map(button).collect()
}
