//! The security catalogue: one file for each group, one test or more for each case that applies to what is
//! built. The name of a test begins with the number of its case.

mod cross_site;
mod data;
mod enumeration;
mod hosts;
mod markup;
mod one_time;
mod redirects;
mod sessions;
mod smuggling;
