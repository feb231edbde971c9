//! Floor 8: the customers that a shop already has come over, from files or from Commerce Layer, and everybody can be
//! written out again. An import only ever adds accounts: what is here already is never changed by a file.

mod commerce_layer;
mod export;
mod import;
mod lines;
mod person;
mod read;
mod row;
mod store;

pub use commerce_layer::{CommerceLayerPages, read_commerce_layer};
pub use export::{Exported, export};
pub use import::{Totals, import};
pub use read::{Batch, Format, read};

use crate::config::{Language, OrganizationName};

/// How an import is meant.
#[derive(Clone)]
pub struct Intent {
    /// Whose customers they are.
    pub organization: OrganizationName,
    /// The language of who has none.
    pub language: Language,
    /// How hashes were made that do not say it themselves (see `credentials::foreign::Description`). For Firebase it
    /// holds the signer key.
    pub algorithm: crate::foundation::Secret,
    /// Every address was proven in the old system, but for those that the file says were not.
    pub verified: bool,
    /// Looks at everything, and keeps nothing.
    pub dry_run: bool,
}

/// A row that is not taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reject {
    /// Where it begins; for Commerce Layer, the how-manieth customer it is.
    pub line: u64,
    /// Why, in words that hold nothing of the row.
    pub reason: String,
}
