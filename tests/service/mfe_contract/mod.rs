//! The compatibility contract of the Identity MFE (contract 0.1 to 0.8): links that shops have today lead here
//! with only the host changed.

mod framing;
mod links;
mod parameters;
mod way_back;
