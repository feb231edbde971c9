//! The bodies of answers, as they are sent and as the description ([`super::openapi`]) has them: one and the same type.

use chrono::{DateTime, SecondsFormat, Utc};
use serde::Serialize;
use utoipa::ToSchema;

use crate::accounts::Account;
use crate::commerce_layer::CustomerId;
use crate::http::Visitor;

/// The person, as the shop may know it.
#[derive(Serialize, ToSchema)]
#[schema(as = Account)]
pub struct AccountAnswer {
    /// The account's id, which stays when the address changes.
    #[schema(examples("acc_0193e2a1b2c37d4e8f90a1b2c3d4e5f6"))]
    id: String,
    /// The address, as its owner writes it.
    email: String,
    /// Whether its owner has proven to read the mailbox.
    email_verified: bool,
}

/// A token for Commerce Layer.
#[derive(Serialize, ToSchema)]
#[schema(as = Token)]
pub struct TokenAnswer<'a> {
    /// The token.
    pub access_token: &'a str,
    /// Always `bearer`.
    #[schema(examples("bearer"))]
    pub token_type: &'static str,
    /// Seconds from now.
    #[schema(minimum = 0)]
    pub expires_in: i64,
    /// The same as a moment.
    #[schema(format = DateTime)]
    pub expires_at: String,
    /// The scope, as asked.
    pub scope: &'a str,
    /// Whose it is.
    pub kind: Kind,
    /// The Commerce Layer customer, for customers.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub customer_id: Option<&'a str>,
}

/// Whose a token is.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// A visitor who is signed in.
    Customer,
    /// Everybody else.
    Guest,
}

/// Who is signed in.
#[derive(Default, Serialize, ToSchema)]
#[schema(as = Session)]
pub struct SessionAnswer {
    signed_in: bool,
    /// Who, where somebody is.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    account: Option<AccountAnswer>,
    /// The Commerce Layer customer, once there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    customer_id: Option<String>,
    /// When the session ends for sure.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, format = DateTime)]
    expires_at: Option<String>,
}

/// The visitor's cart.
#[derive(Serialize, ToSchema)]
#[schema(as = Order)]
pub struct OrderAnswer<'a> {
    /// The order; null where there is none.
    pub order_id: Option<&'a str>,
    /// Where it is known from; null where there is none.
    pub source: Option<OrderSource>,
    /// Which of several carts, where one was named.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub variant: Option<&'a str>,
    /// The cart of this browser from before signing in, while the shopper has not chosen.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub guest_order_id: Option<&'a str>,
}

/// Where a cart is known from.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum OrderSource {
    /// The shop said so.
    Pointer,
    /// It is the customer's last pending order in the market, by Commerce Layer's word.
    LastCart,
}

/// Nobody is signed in any more.
#[derive(Serialize, ToSchema)]
#[schema(as = SignedOut)]
pub struct SignedOutAnswer {
    /// Always true.
    pub signed_out: bool,
    /// Where the browser is to go on, to sign out at the provider, too.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, format = "uri")]
    pub redirect_to: Option<String>,
}

/// A session in the hands of a back end.
#[derive(Serialize, ToSchema)]
#[schema(as = HandedOver)]
pub struct HandoverAnswer {
    /// For `Authorization: Bearer`, and for this storefront alone.
    pub session_token: String,
    /// Always `bearer`.
    #[schema(examples("bearer"))]
    pub token_type: &'static str,
    /// When the session ends for sure.
    #[schema(format = DateTime)]
    pub expires_at: String,
    /// Who is signed in.
    pub account: AccountAnswer,
    /// The Commerce Layer customer, once there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub customer_id: Option<String>,
    /// The scope of the link that the person came with.
    pub scope: String,
}

impl SessionAnswer {
    /// The answer for a visitor.
    pub fn of(visitor: &Visitor, customer: Option<&CustomerId>) -> Self {
        Self {
            signed_in: true,
            account: Some(AccountAnswer::of(&visitor.account)),
            customer_id: customer.map(ToString::to_string),
            expires_at: Some(moment(visitor.session.expires_at)),
        }
    }
}

impl AccountAnswer {
    /// What a shop may know of an account.
    pub fn of(account: &Account) -> Self {
        Self {
            id: account.id.to_string(),
            email: account.email.typed().to_owned(),
            email_verified: account.email_verified_at.is_some(),
        }
    }
}

/// A moment, as Commerce Layer's libraries write it.
pub fn moment(time: DateTime<Utc>) -> String {
    time.to_rfc3339_opts(SecondsFormat::Millis, true)
}
