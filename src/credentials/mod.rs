//! Floor 6: what proves a person. A password, and a mailed code; a credential proves, it never starts a session.

pub mod mailed_code;
mod password_rule;
mod store;

pub use password_rule::{
    LONGEST as LONGEST_PASSWORD, NewPassword, PasswordProblem, Weakness, check_new_password, normalized,
};
pub use store::{password_hash, put_password, remove_password};
