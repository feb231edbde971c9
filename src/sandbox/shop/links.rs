//! The links that the two shops make: one encodes its values, the other does what the Identity MFE's callers
//! do and puts them in raw (contract 0.2).

use super::ShopOptions;

/// Where a shop sends people.
pub struct Links {
    /// The login page.
    pub sign_in: String,
    /// The sign-up page.
    pub sign_up: String,
    /// The account page.
    pub account: String,
    /// The page that asks before signing out.
    pub sign_out: String,
}

impl Links {
    /// The links of a shop of today, which come back to `here`.
    pub fn encoded(options: &ShopOptions, client_id: &str, here: &str) -> Self {
        let link = |path: &str, names: &[&str]| {
            let mut query = url::form_urlencoded::Serializer::new(String::new());
            for name in names {
                let value = match *name {
                    "clientId" => client_id,
                    "scope" => &options.scope,
                    "returnUrl" => here,
                    _ => "en",
                };
                query.append_pair(name, value);
            }
            format!("{}{path}?{}", options.vestibule_url, query.finish())
        };
        let identity = ["clientId", "scope", "returnUrl", "lang"];
        Self {
            sign_in: link("/identity/login", &identity),
            sign_up: link("/identity/signup", &identity),
            account: link("/account", &["clientId", "returnUrl"]),
            sign_out: link("/logout", &["clientId", "returnUrl"]),
        }
    }

    /// The links of an old shop: the same names, every value as it is.
    pub fn raw(options: &ShopOptions, client_id: &str, here: &str) -> Self {
        let ShopOptions { vestibule_url, scope, .. } = options;
        let identity = |page: &str| {
            format!("{vestibule_url}/identity/{page}?clientId={client_id}&scope={scope}&returnUrl={here}")
        };
        Self {
            sign_in: identity("login"),
            sign_up: identity("signup"),
            account: format!("{vestibule_url}/account?clientId={client_id}&returnUrl={here}"),
            sign_out: format!("{vestibule_url}/logout?clientId={client_id}&returnUrl={here}"),
        }
    }
}
