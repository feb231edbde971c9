//! The cart pointer, and what becomes of a guest's cart.

mod adopting;
mod asking;
mod caller;
mod hands;
mod last_cart;
mod looks;
mod pointer;
mod policies;
mod races;
mod ways;
