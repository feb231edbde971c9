//! The way to a provider, as login and sign-up offer it. Which providers are offered depends on the shop alone,
//! never on a person: a button that only some people see would tell who has linked what (catalogue F07).

use super::asset;
use crate::config::Icon;

/// "Continue with Google"
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProviderButton {
    /// What the provider is called here.
    pub label: String,
    /// Its picture.
    pub icon: Icon,
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
pub(super) fn picture(icon: Icon) -> String {
    asset(match icon {
        Icon::Auth0 => "icon-auth0.svg",
        Icon::Okta => "icon-okta.svg",
        Icon::Microsoft => "icon-microsoft.svg",
        Icon::Google => "icon-google.svg",
        Icon::Keycloak => "icon-keycloak.svg",
        Icon::Apple => "icon-apple.svg",
        Icon::Key => "icon-key.svg",
    })
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
        ("Google", Icon::Google),
        ("Apple", Icon::Apple),
        ("Microsoft", Icon::Microsoft),
        ("Okta", Icon::Okta),
        ("Auth0", Icon::Auth0),
        ("Acme staff", Icon::Keycloak),
    ];
    let button = |(label, icon): (&str, Icon)| ProviderButton {
        label: label.into(),
        icon,
        href: "/federation/example/depart?clientId=acme-web".into(),
    };
    named.into_iter().take(count).map(button).collect()
}
