//! Where the cluster lives and who owns it: `lock`, `data/`, `server.log` and, if the path is short enough,
//! `socket/` in one private directory. The lock file tells a living owner from one that crashed: the kernel
//! frees it with the process, however that ends.

use std::ffi::OsStr;
use std::fmt::Write as _;
use std::fs::{self, DirBuilder, File, OpenOptions, TryLockError};
use std::os::unix::ffi::OsStrExt as _;
use std::os::unix::fs::{DirBuilderExt as _, MetadataExt as _};
use std::path::{Path, PathBuf};
use std::thread;
use std::time::Duration;

use aws_lc_rs::digest::{SHA256, digest};

use super::run_as::RunAs;
use super::{EmbeddedError, PORT};

/// Where root keeps clusters that the service account could not reach.
const SHARED_PLACE: &str = "/var/lib/vestibule-embedded";

/// The longest path of a unix socket, in bytes: 107 on Linux, 103 on macOS.
const LONGEST_SOCKET_PATH: usize = 103;

/// A predecessor that is just stopping is waited for: 20 looks, 100 ms apart.
const LOOKS_AT_LOCK: u32 = 20;

/// A cluster's directory, ours until dropped.
#[derive(Debug)]
pub(super) struct Home {
    root: PathBuf,
    sockets: PathBuf,
    run_as: RunAs,
    _lock: File,
}

impl Home {
    /// Makes the directory where missing and takes its lock.
    pub(super) fn claim(wanted: &Path) -> Result<Self, EmbeddedError> {
        let wanted = std::path::absolute(wanted)
            .map_err(|source| EmbeddedError::io(format!("find {}", wanted.display()), source))?;
        let (root, run_as) = settle(&wanted)?;
        run_as.make_private(&root).map_err(|source| cannot_make(&root, source))?;
        let root = root.canonicalize().map_err(|source| cannot_make(&root, source))?;
        let lock = take_lock(&root)?;
        let sockets = socket_directory(&root, run_as)?;
        Ok(Self { root, sockets, run_as, _lock: lock })
    }

    /// The directory itself.
    pub(super) fn root(&self) -> &Path {
        &self.root
    }

    /// What PostgreSQL calls PGDATA.
    pub(super) fn data(&self) -> PathBuf {
        self.root.join("data")
    }

    /// What the server prints.
    pub(super) fn log(&self) -> PathBuf {
        self.root.join("server.log")
    }

    /// The directory of the unix socket.
    pub(super) fn sockets(&self) -> &Path {
        &self.sockets
    }

    /// Who runs PostgreSQL here.
    pub(super) fn run_as(&self) -> RunAs {
        self.run_as
    }

    /// The major version that made the cluster; `None` before there is one.
    pub(super) fn made_by(&self) -> Option<u32> {
        fs::read_to_string(self.data().join("PG_VERSION")).ok()?.trim().parse().ok()
    }
}

/// The wanted place, if PostgreSQL's user can reach it; else one under `/var/lib`, always the same one for the
/// same wish. (A home directory is often closed to other users.)
fn settle(wanted: &Path) -> Result<(PathBuf, RunAs), EmbeddedError> {
    let run_as = RunAs::for_data(&wanted.join("data"))?;
    if run_as.can_reach(wanted) {
        make_parents(wanted)?;
        if run_as.can_reach(wanted) {
            return Ok((wanted.to_owned(), run_as));
        }
    }
    let place = Path::new(SHARED_PLACE).join(short_name(wanted));
    make_parents(&place)?;
    let run_as = RunAs::for_data(&place.join("data"))?;
    tracing::warn!(
        wanted = %wanted.display(), place = %place.display(),
        "PostgreSQL does not run as root, and its user cannot enter the wanted directory: \
         the embedded database lives elsewhere"
    );
    Ok((place, run_as))
}

fn make_parents(directory: &Path) -> Result<(), EmbeddedError> {
    let Some(parent) = directory.parent() else { return Ok(()) };
    let made = DirBuilder::new().recursive(true).mode(0o755).create(parent);
    made.map_err(|source| cannot_make(parent, source))
}

fn take_lock(root: &Path) -> Result<File, EmbeddedError> {
    let path = root.join("lock");
    let cannot = |source| EmbeddedError::io(format!("lock {}", path.display()), source);
    let file = OpenOptions::new().create(true).truncate(false).write(true).open(&path).map_err(cannot)?;
    for _ in 0..LOOKS_AT_LOCK {
        match file.try_lock() {
            Ok(()) => return Ok(file),
            Err(TryLockError::WouldBlock) => thread::sleep(Duration::from_millis(100)),
            Err(TryLockError::Error(source)) => return Err(cannot(source)),
        }
    }
    Err(EmbeddedError::InUse { directory: root.to_owned() })
}

/// `socket/` inside, or a private directory in `/tmp` where that path would be too long for a socket or hold
/// characters that mean something in PostgreSQL's list of directories.
fn socket_directory(root: &Path, run_as: RunAs) -> Result<PathBuf, EmbeddedError> {
    let inside = root.join("socket");
    let directory = if fits(inside.as_os_str()) {
        inside
    } else {
        Path::new("/tmp").join(format!("vestibule-{}", short_name(root)))
    };
    if let Ok(existing) = fs::symlink_metadata(&directory) {
        // In /tmp anybody may have made it before us, and could then pose as the database.
        let ours = existing.is_dir() && existing.uid() == run_as.uid();
        if !ours {
            return Err(EmbeddedError::ForeignSocketDirectory { directory });
        }
    }
    run_as.make_private(&directory).map_err(|source| cannot_make(&directory, source))?;
    Ok(directory)
}

fn fits(directory: &OsStr) -> bool {
    let file_name = format!("/.s.PGSQL.{PORT}").len();
    let plain = |b: &u8| b.is_ascii_alphanumeric() || b"/._-".contains(b);
    directory.len() + file_name <= LONGEST_SOCKET_PATH && directory.as_bytes().iter().all(plain)
}

/// 16 hexadecimal digits that stand for a path.
fn short_name(path: &Path) -> String {
    let hash = digest(&SHA256, path.as_os_str().as_bytes());
    hash.as_ref().iter().take(8).fold(String::new(), |mut name, byte| {
        let _ = write!(name, "{byte:02x}");
        name
    })
}

fn cannot_make(directory: &Path, source: std::io::Error) -> EmbeddedError {
    EmbeddedError::io(format!("make {}", directory.display()), source)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_socket_stays_inside_only_where_its_path_is_short_and_plain() {
        assert!(fits(OsStr::new("/srv/shop/.vestibule/postgres/socket")));
        assert!(!fits(OsStr::new(&format!("/{}", "a".repeat(100)))));
        assert!(!fits(OsStr::new("/srv/my shop/socket")));
        assert!(!fits(OsStr::new("/srv/a,b/socket")));
    }
}
