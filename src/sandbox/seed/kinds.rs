//! Environments and kinds of credentials.

use serde::Deserialize;

/// The two environments of an organization (contract 1.8).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Mode {
    /// For trying things.
    #[default]
    Test,
    /// For selling things.
    Live,
}

impl Mode {
    /// As `meta.mode` says it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Test => "test",
            Self::Live => "live",
        }
    }
}

/// What an API credential is for (contract 1.12).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// A storefront.
    SalesChannel,
    /// A back end.
    Integration,
    /// An application used by dashboard users.
    Webapp,
}

impl Kind {
    /// As `application.kind` says it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::SalesChannel => "sales_channel",
            Self::Integration => "integration",
            Self::Webapp => "webapp",
        }
    }

    /// Seconds a token lives where the credential says nothing (contract 4.7).
    pub fn default_lifetime(self) -> i64 {
        match self {
            Self::SalesChannel => 14_400,
            Self::Integration | Self::Webapp => 7_200,
        }
    }
}
