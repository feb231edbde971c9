//! Names to addresses, judged on the way. The connection goes to the very addresses that were judged, so a name
//! that answers differently a moment later (DNS rebinding, catalogue K18) gains nothing.

use std::net::SocketAddr;

use reqwest::dns::{Addrs, Name, Resolve, Resolving};

use super::{OutboundError, Reach, addresses};

/// Who knows the addresses of a name.
#[derive(Clone)]
pub(super) enum Lookup {
    /// The operating system.
    System,
    /// A test's own word for each time that somebody asks.
    #[cfg(test)]
    Script(super::tests::Script),
}

impl Lookup {
    async fn addresses(&self, name: &str) -> std::io::Result<Vec<SocketAddr>> {
        match self {
            Self::System => Ok(tokio::net::lookup_host((name, 0)).await?.collect()),
            #[cfg(test)]
            Self::Script(script) => Ok(script.next()),
        }
    }
}

/// The resolver of a guarded client. Port 0 in its answers stands for the port of the address asked for.
pub(super) struct Guard {
    pub reach: Reach,
    pub lookup: Lookup,
}

/// Carries our verdict through the HTTP library's chain of errors.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub(super) struct Refusal(pub OutboundError);

impl Resolve for Guard {
    fn resolve(&self, name: Name) -> Resolving {
        let (reach, lookup) = (self.reach, self.lookup.clone());
        Box::pin(async move {
            let judged = judge(reach, &lookup, name.as_str()).await.map_err(Refusal)?;
            Ok(Box::new(judged.into_iter()) as Addrs)
        })
    }
}

/// One address out of reach condemns the name: no honest public name has one, and an attacker who mixes them
/// wants the choice.
async fn judge(reach: Reach, lookup: &Lookup, name: &str) -> Result<Vec<SocketAddr>, OutboundError> {
    let unresolved = || OutboundError::Unresolved(name.to_owned());
    let found = lookup.addresses(name).await.map_err(|_| unresolved())?;
    if found.is_empty() {
        return Err(unresolved());
    }
    if found.iter().all(|address| addresses::allows(reach, address.ip())) {
        Ok(found)
    } else {
        Err(OutboundError::refused(reach, name))
    }
}
