//! Floor 2: the addresses of our own pages, for routes, redirects and letters alike.

use url::Url;

/// Sign in.
pub const LOGIN: &str = "/identity/login";
/// Sign up.
pub const SIGNUP: &str = "/identity/signup";
/// Set a new password with a reset made at Commerce Layer.
pub const RESET_PASSWORD: &str = "/identity/reset-password";
/// Type the mailed code.
pub const VERIFY: &str = "/verify";
/// Ask for another code.
pub const VERIFY_RESEND: &str = "/verify/resend";
/// Go on as the person who is signed in.
pub const CONTINUE: &str = "/continue";
/// Sign out of this browser to sign in as somebody else.
pub const SWITCH: &str = "/continue/switch";
/// Signed in, while the shop's system does not answer; the number of automatic tries follows.
pub const WAITING: &str = "/waiting";
/// The account page.
pub const ACCOUNT: &str = "/account";
/// Sign out.
pub const LOGOUT: &str = "/logout";
/// Signed out.
pub const SIGNED_OUT: &str = "/signed-out";

/// `path` on our public address; `query` may be empty.
pub fn absolute(public_url: &Url, path: &str, query: &str) -> String {
    format!("{}{}", public_url.as_str().trim_end_matches('/'), with_query(path, query))
}

/// `path` with a query string that may be empty.
pub fn with_query(path: &str, query: &str) -> String {
    if query.is_empty() { path.to_owned() } else { format!("{path}?{query}") }
}
