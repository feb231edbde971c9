//! Floor 6: what proves a person. A password so far; a credential proves, it never starts a session.

mod password_rule;
mod store;

pub use password_rule::{
    LONGEST as LONGEST_PASSWORD, PasswordProblem, Weakness, check_new_password, normalized,
};
pub use store::{is_still_password, password_hash, put_password};
