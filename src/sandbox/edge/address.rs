//! Which service a request is for: by host (`auth.cl.test`, `acme.cl.test`) or, under any other host, by the
//! first part of the path (`/auth/…`, `/acme/…`).

use std::net::IpAddr;

use super::super::seed::Seed;
use super::Request;

/// Where a request goes, and the path that is left.
#[derive(Debug, PartialEq, Eq)]
pub enum Destination<'a> {
    Auth {
        path: &'a str,
    },
    /// `base` is the address under which the organization was called, without `/api`.
    Core {
        slug: &'a str,
        path: &'a str,
        base: String,
    },
    Asset {
        slug: &'a str,
        name: &'a str,
    },
    /// The sandbox's own pages.
    Desk {
        path: &'a str,
    },
}

/// Finds the destination of a request.
pub fn destination<'a>(request: &'a Request, seed: &Seed) -> Destination<'a> {
    let origin = format!("{}://{}", request.scheme, request.host);
    let path = &*request.path;
    let label = first_label(&request.host).filter(|label| is_service(label, seed));
    if let Some(label) = label {
        return service(label, path, origin);
    }
    let (first, _) = split_first(path);
    if is_service(first, seed) {
        let rest = &path[1 + first.len()..];
        return service(first, rest, format!("{origin}/{first}"));
    }
    Destination::Desk { path }
}

fn is_service(name: &str, seed: &Seed) -> bool {
    name == "auth" || seed.organization(name).is_some()
}

fn service<'a>(name: &'a str, path: &'a str, base: String) -> Destination<'a> {
    let (first, rest) = split_first(path);
    match (name, first) {
        ("auth", _) => Destination::Auth { path },
        (slug, "assets") => Destination::Asset { slug, name: rest },
        (slug, _) => Destination::Core { slug, path, base },
    }
}

/// `/a/b/c` is `a` and `b/c`.
fn split_first(path: &str) -> (&str, &str) {
    let path = path.strip_prefix('/').unwrap_or(path);
    path.split_once('/').unwrap_or((path, ""))
}

/// `auth` of `auth.cl.test:8443`; nothing of an address in figures or a name of one part.
fn first_label(host: &str) -> Option<&str> {
    let name = host.rsplit_once(':').map_or(host, |(name, _port)| name);
    let numeric = name.starts_with('[') || name.parse::<IpAddr>().is_ok();
    let (label, _) = name.split_once('.')?;
    (!numeric).then_some(label)
}
