//! The tables `cart_browsers`, `carts` and `cart_handovers`.

pub(super) mod browsers;
pub(super) mod carts;
pub(super) mod handovers;
