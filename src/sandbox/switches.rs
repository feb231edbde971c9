//! The switches: where the contract knows no answer, or where trouble is wanted, the behaviour can be chosen
//! while the sandbox runs. They are moved on the board in [`super::board`].

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// Which of the two services.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Api {
    /// `/oauth/…` and the keys.
    Auth,
    /// `/api/…`
    Core,
}

/// Every switch with its present position. Serialised as one flat JSON object.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Switches {
    /// Hand out the same guest or integration token while more than 900 seconds are left (contract 2.8).
    pub reuse_tokens: bool,
    /// Status of a refused password: 400 or 401 (3.6).
    pub password_error_status: u16,
    /// The Auth API's 429 has one object instead of an array under `errors` (6.8).
    pub errors_as_object: bool,
    /// A 429 carries `Retry-After` (6.7).
    pub retry_after: bool,
    /// A 429 is an HTML page (6.8).
    pub html_429: bool,
    /// An assertion whose `exp` has passed is refused (5.8).
    pub strict_assertion_exp: bool,
    /// By slug: overrides whether the plan of an organization is enterprise (1.17).
    pub enterprise: BTreeMap<String, bool>,
    /// What happens to a used refresh token.
    pub refresh_rotation: RefreshRotation,
    /// Revoking one of a pair of access and refresh token revokes the other (8.8).
    pub revoke_pair: bool,
    /// Calls a minute and address at the Auth API; 0 switches the limit off (6.1).
    pub auth_limit: usize,
    /// Revocations share the limit of the token endpoint (6.3).
    pub revoke_is_limited: bool,
    /// The limits of the Core API (6.4).
    pub core_limits: bool,
    /// Seconds added to the clock of the sandbox.
    pub clock_offset: i64,
    /// Milliseconds between two attempts at a webhook delivery.
    pub webhook_retry_ms: u64,
    /// Milliseconds before every answer of both services.
    pub latency_ms: u64,
    /// Both services close the connection without an answer.
    pub unreachable: bool,
    /// Trouble of the Auth API alone.
    pub auth: Trouble,
    /// Trouble of the Core API alone.
    pub core: Trouble,
}

/// Trouble of one of the services.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Trouble {
    /// Milliseconds before every answer.
    pub latency_ms: u64,
    /// Close the connection without an answer.
    pub unreachable: bool,
    /// Answer the next requests with an error.
    pub fail_next: Failures,
    /// Do what the next requests ask, and close the connection without an answer.
    pub lose_answers: Losses,
}

/// How many of the next requests fail, and with which status.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Failures {
    /// Requests still to fail.
    pub count: u32,
    /// 400 to 599.
    pub status: u16,
    /// Only token requests with this `grant_type` fail; of the Auth API alone.
    pub grant: Option<String>,
}

/// How many of the next requests are granted in vain: a token is minted, a refresh token spent, a record
/// changed, and the client never hears of it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Losses {
    /// Answers still to lose.
    pub count: u32,
    /// Only those to token requests with this `grant_type`; of the Auth API alone.
    pub grant: Option<String>,
}

/// What happens to a used refresh token (contract U6).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RefreshRotation {
    /// It is revoked.
    #[default]
    Strict,
    /// It stays good.
    Lenient,
}

impl Default for Switches {
    fn default() -> Self {
        Self {
            reuse_tokens: true,
            password_error_status: 400,
            errors_as_object: true,
            retry_after: false,
            html_429: false,
            strict_assertion_exp: false,
            enterprise: BTreeMap::new(),
            refresh_rotation: RefreshRotation::Strict,
            revoke_pair: false,
            auth_limit: 30,
            revoke_is_limited: true,
            core_limits: true,
            clock_offset: 0,
            webhook_retry_ms: 1_000,
            latency_ms: 0,
            unreachable: false,
            auth: Trouble::default(),
            core: Trouble::default(),
        }
    }
}

impl Switches {
    /// The trouble of one service.
    pub fn trouble(&mut self, api: Api) -> &mut Trouble {
        match api {
            Api::Auth => &mut self.auth,
            Api::Core => &mut self.core,
        }
    }

    /// These positions, if they make sense, else what is wrong with them.
    pub(super) fn checked(self) -> Result<Self, String> {
        let failure = |it: &Trouble| it.fail_next.count == 0 || (400..=599).contains(&it.fail_next.status);
        let core_grant = self.core.fail_next.grant.is_some() || self.core.lose_answers.grant.is_some();
        let latency = self.latency_ms.max(self.auth.latency_ms).max(self.core.latency_ms);
        if ![400, 401].contains(&self.password_error_status) {
            Err("password_error_status is 400 or 401".to_owned())
        } else if !failure(&self.auth) || !failure(&self.core) {
            Err("fail_next.status is 400 to 599".to_owned())
        } else if core_grant {
            Err("only the Auth API knows grants".to_owned())
        } else if latency > 60_000 || self.webhook_retry_ms > 60_000 {
            Err("no wait is longer than 60000 milliseconds".to_owned())
        } else if self.clock_offset.abs() > 3_200_000_000 {
            Err("clock_offset is at most a hundred years".to_owned())
        } else {
            Ok(self)
        }
    }
}
