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
/// Choose between the cart of this browser and the one from before.
pub const CART: &str = "/cart";
/// Signed in, while the shop's system does not answer; the number of automatic tries follows.
pub const WAITING: &str = "/waiting";
/// The account page.
pub const ACCOUNT: &str = "/account";
/// Change name, language and notices.
pub const ACCOUNT_PROFILE: &str = "/account/profile";
/// Change the address.
pub const ACCOUNT_EMAIL: &str = "/account/email";
/// Type the code that the new address got.
pub const ACCOUNT_EMAIL_CODE: &str = "/account/email/code";
/// Ask for another one.
pub const ACCOUNT_EMAIL_RESEND: &str = "/account/email/code/resend";
/// Undo a change of the address.
pub const ACCOUNT_EMAIL_UNDO: &str = "/account/email/undo";
/// Sign out everywhere else.
pub const ACCOUNT_SESSIONS_END: &str = "/account/sessions/end";
/// To the shop's own pages for orders and addresses, signed in.
pub const ACCOUNT_ONWARD: &str = "/account/orders";
/// Close the account.
pub const ACCOUNT_CLOSE: &str = "/account/close";
/// Download everything.
pub const ACCOUNT_DATA: &str = "/account/data";
/// Change or set the password.
pub const ACCOUNT_PASSWORD: &str = "/account/password";
/// Sign out.
pub const LOGOUT: &str = "/logout";
/// Signed out.
pub const SIGNED_OUT: &str = "/signed-out";
/// Prove the address, or the account, that somebody came with from a provider.
pub const PROVE: &str = "/prove";
/// Say the address that the provider did not.
pub const PROVE_EMAIL: &str = "/prove/email";
/// Ask for another code.
pub const PROVE_RESEND: &str = "/prove/resend";
/// Prove the account by its password instead.
pub const PROVE_PASSWORD: &str = "/prove/password";
/// Ask for the way back into an account.
pub const RECOVER: &str = "/recover";
/// Type the code of its letter.
pub const RECOVER_CODE: &str = "/recover/code";
/// Ask for another letter.
pub const RECOVER_RESEND: &str = "/recover/code/resend";
/// Choose the new password; the link of the letter leads here.
pub const RECOVER_PASSWORD: &str = "/recover/password";
/// Ask for a code to sign in with.
pub const CODE: &str = "/code";
/// Type it.
pub const CODE_ENTER: &str = "/code/enter";
/// Ask for another one.
pub const CODE_RESEND: &str = "/code/resend";
/// Our public keys, for providers that want us to sign.
pub const CLIENT_KEYS: &str = "/federation/jwks.json";

/// Signed in, while no more people can be let in for `seconds`.
pub fn busy(tries: u8, seconds: i64) -> String {
    format!("{WAITING}/{tries}/busy/{seconds}")
}

/// Leave for a provider to sign in.
pub fn depart(provider: &str) -> String {
    format!("/federation/{provider}/depart")
}

/// Where a provider sends people back to.
pub fn callback(provider: &str) -> String {
    format!("/federation/{provider}/callback")
}

/// Where a provider sends people back to after signing out.
pub fn signed_out_there(provider: &str) -> String {
    format!("/federation/{provider}/signed-out")
}

/// Where a provider tells us that somebody signed out there.
pub fn backchannel_logout(provider: &str) -> String {
    format!("/federation/{provider}/backchannel-logout")
}

/// What a provider loads in a frame when somebody signs out there.
pub fn frontchannel_logout(provider: &str) -> String {
    format!("/federation/{provider}/frontchannel-logout")
}

/// Link a provider to the account that is signed in.
pub fn link_provider(provider: &str) -> String {
    format!("/account/providers/{provider}/link")
}

/// Sign one other browser out.
pub fn end_session(session: &str) -> String {
    format!("/account/sessions/{session}/end")
}

/// Unlink it.
pub fn unlink_provider(provider: &str) -> String {
    format!("/account/providers/{provider}/unlink")
}

/// `path` on our public address; `query` may be empty.
pub fn absolute(public_url: &Url, path: &str, query: &str) -> String {
    format!("{}{}", public_url.as_str().trim_end_matches('/'), with_query(path, query))
}

/// `path` with a query string that may be empty.
pub fn with_query(path: &str, query: &str) -> String {
    if query.is_empty() { path.to_owned() } else { format!("{path}?{query}") }
}
