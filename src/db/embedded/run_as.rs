//! Who runs PostgreSQL: we ourselves, or, where we are root (whom PostgreSQL refuses), a service account.

use std::fs::{self, DirBuilder, Metadata};
use std::io;
use std::os::unix::fs::{DirBuilderExt as _, MetadataExt as _, PermissionsExt as _, chown};
use std::path::Path;

use super::EmbeddedError;

/// The user that owns the cluster's files and processes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum RunAs {
    /// The user that runs Vestibule.
    Ourselves,
    /// Another one; only root can do that.
    Account { uid: u32, gid: u32 },
}

impl RunAs {
    /// For the cluster in `data`, which may not exist yet: an existing one keeps its owner.
    pub(super) fn for_data(data: &Path) -> Result<Self, EmbeddedError> {
        if !rustix::process::geteuid().is_root() {
            return Ok(Self::Ourselves);
        }
        let owner = fs::metadata(data).ok().filter(|data| data.uid() != 0);
        owner
            .map(|data| Self::Account { uid: data.uid(), gid: data.gid() })
            .or_else(service_account)
            .ok_or(EmbeddedError::NoAccount)
    }

    /// Whether this user can reach `directory`: every folder above that exists must be enterable.
    pub(super) fn can_reach(self, directory: &Path) -> bool {
        directory
            .ancestors()
            .skip(1)
            .filter_map(|parent| fs::metadata(parent).ok())
            .all(|parent| self.may_enter(&parent))
    }

    fn may_enter(self, folder: &Metadata) -> bool {
        let Self::Account { uid, gid } = self else { return true };
        let bit = match (folder.uid() == uid, folder.gid() == gid) {
            (true, _) => 0o100,
            (false, true) => 0o010,
            (false, false) => 0o001,
        };
        folder.mode() & bit != 0
    }

    /// Makes `directory` where missing; afterwards it belongs to this user, and nobody else may look inside.
    pub(super) fn make_private(self, directory: &Path) -> io::Result<()> {
        match DirBuilder::new().mode(0o700).create(directory) {
            Err(error) if error.kind() != io::ErrorKind::AlreadyExists => return Err(error),
            _ => {}
        }
        if let Self::Account { uid, gid } = self {
            chown(directory, Some(uid), Some(gid))?;
        }
        fs::set_permissions(directory, fs::Permissions::from_mode(0o700))
    }

    /// The numeric user id.
    pub(super) fn uid(self) -> u32 {
        match self {
            Self::Ourselves => rustix::process::geteuid().as_raw(),
            Self::Account { uid, .. } => uid,
        }
    }
}

/// `postgres`, which the system's packages make, else `nobody`.
fn service_account() -> Option<RunAs> {
    let accounts = fs::read_to_string("/etc/passwd").ok()?;
    ["postgres", "nobody"].into_iter().find_map(|name| account(&accounts, name))
}

/// Reads `name:password:uid:gid:…`.
fn account(accounts: &str, name: &str) -> Option<RunAs> {
    let mut fields =
        accounts.lines().map(|line| line.split(':')).find(|fields| fields.clone().next() == Some(name))?;
    let uid = fields.nth(2)?.parse().ok()?;
    let gid = fields.next()?.parse().ok()?;
    Some(RunAs::Account { uid, gid })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_account_is_read_by_its_whole_name() {
        let accounts = "root:x:0:0:root:/root:/bin/sh\npostgres2:x:7:7::/:/x\npostgres:x:101:104:a,b:/:/x\n";
        assert_eq!(account(accounts, "postgres"), Some(RunAs::Account { uid: 101, gid: 104 }));
        assert_eq!(account(accounts, "nobody"), None);
    }

    #[test]
    fn a_closed_folder_above_keeps_another_user_out() {
        let closed = std::env::temp_dir().join(uuid::Uuid::now_v7().to_string());
        let somebody = RunAs::Account { uid: 54321, gid: 54321 };
        RunAs::Ourselves.make_private(&closed).unwrap();
        assert!(!somebody.can_reach(&closed.join("shop/postgres")));
        assert!(RunAs::Ourselves.can_reach(&closed.join("shop/postgres")));
        fs::set_permissions(&closed, fs::Permissions::from_mode(0o711)).unwrap();
        assert!(somebody.can_reach(&closed.join("shop/postgres")));
        fs::remove_dir(&closed).unwrap();
    }
}
