//! Which cart, for a shopper who had one as a guest: the cart of this browser, or the one from before. Shown once after
//! signing in, where the shop asks.

pub mod handlers;

use askama::Template;

pub(super) use handlers::has_to_choose;

use super::{Form, Layout};

/// `cart.html`
#[derive(Clone, Debug, Template)]
#[template(path = "cart.html")]
pub struct CartPage {
    /// The frame.
    pub page: Layout,
    /// Takes the cart of this browser along.
    pub take: Form,
    /// Goes on with the one from before.
    pub keep: Form,
}

impl CartPage {
    fn title(&self) -> String {
        self.page.title(&self.page.text("cart-heading"), false)
    }

    /// Every state of this page.
    pub fn samples(page: &Layout) -> Vec<(&'static str, Self)> {
        let form = |choice| Form::to("/cart").carrying("clientId", "acme-web").carrying("choice", choice);
        vec![("question", Self { page: page.clone(), take: form("take"), keep: form("keep") })]
    }
}
