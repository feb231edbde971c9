//! Floor 6: what proves a person. A password, and a mailed code; a credential proves, it never starts a session.

mod check;
pub mod foreign;
pub mod mailed_code;
mod password_rule;
mod store;

pub use check::{Checked, check_password};
pub use password_rule::{
    LONGEST as LONGEST_PASSWORD, NewPassword, PasswordProblem, Weakness, check_new_password, normalized,
};
pub use store::{ProvenPassword, keep_replacement, password_hash, put_password, remove_password};
