//! The token by which an order is looked at: always the visitor's own, so that Commerce Layer decides what may be
//! seen. Orders ask for tokens here and nowhere else.

use super::{Asked, Whose};
use crate::app::App;
use crate::broker;
use crate::commerce_layer::CustomerId;
use crate::foundation::Secret;
use crate::tokens::{self, TokenProblem};

/// A token, and the customer that it acts for.
pub(super) struct Bearer {
    pub access_token: Secret,
    pub customer: Option<CustomerId>,
}

pub(super) async fn token_for(app: &App, asked: &Asked<'_>) -> Result<Bearer, TokenProblem> {
    let (storefront, scope) = (asked.storefront, asked.scope);
    match asked.whose {
        Whose::Account { session, account } => {
            let served =
                tokens::customer_token(app, session, account, storefront, scope, asked.address).await?;
            Ok(Bearer { access_token: served.access_token, customer: Some(served.customer) })
        }
        Whose::Browser(_) => {
            let guest = broker::guest(app, storefront, scope).await?;
            Ok(Bearer { access_token: guest.access_token, customer: None })
        }
    }
}
