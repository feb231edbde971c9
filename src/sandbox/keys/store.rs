//! Where signing keys come from. Making one takes seconds, so all sandboxes of a process share theirs, and a
//! directory can keep one across starts.

use std::collections::BTreeMap;
use std::fs;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use super::super::options::SandboxError;
use super::super::seed::REAL_BITS;
use super::{KeyRing, SigningKey};

/// The keys of this process by their length, in the order in which they were made.
static MADE: Mutex<BTreeMap<u16, Vec<Arc<SigningKey>>>> = Mutex::new(BTreeMap::new());

/// A directory of keys, or the memory of the process.
pub struct KeyStore {
    dir: Option<PathBuf>,
    bits: u16,
}

impl KeyStore {
    /// Keys of so many bits in `dir`, or in memory.
    pub fn new(dir: Option<PathBuf>, bits: u16) -> Self {
        Self { dir, bits }
    }

    /// The keys to start with.
    pub fn open(&self) -> Result<KeyRing, SandboxError> {
        let Some(dir) = &self.dir else { return Ok(KeyRing::new([shared(self.bits, 0)?])) };
        let _one_at_a_time = MADE.lock().unwrap_or_else(PoisonError::into_inner);
        let stored = [read(&dir.join(self.current()))?, read(&dir.join(self.previous()))?];
        if stored[0].is_none() {
            let key = Arc::new(SigningKey::generate(self.bits).map_err(SandboxError::Keys)?);
            write(dir, &self.current(), &key)?;
            return Ok(KeyRing::new([key]));
        }
        Ok(KeyRing::new(stored.into_iter().flatten()))
    }

    /// The key to rotate to, `rotation` counting from 1.
    pub fn next(&self, rotation: usize) -> Result<Arc<SigningKey>, SandboxError> {
        let Some(dir) = &self.dir else { return shared(self.bits, rotation) };
        let key = Arc::new(SigningKey::generate(self.bits).map_err(SandboxError::Keys)?);
        let (current, previous) = (dir.join(self.current()), dir.join(self.previous()));
        fs::rename(&current, previous).map_err(|source| SandboxError::File { path: current, source })?;
        write(dir, &self.current(), &key)?;
        Ok(key)
    }

    /// Keys of another length than the real one's have names of their own, so that sandboxes may share a
    /// directory.
    fn current(&self) -> String {
        if self.bits == REAL_BITS {
            "signing-key.pem".to_owned()
        } else {
            format!("signing-key-{}.pem", self.bits)
        }
    }

    fn previous(&self) -> String {
        format!("previous-{}", self.current())
    }
}

/// The `number`th key of this length and process. The lock is held while a key is made, so that sandboxes that start at
/// the same time wait for one key instead of making one each.
fn shared(bits: u16, number: usize) -> Result<Arc<SigningKey>, SandboxError> {
    let mut made = MADE.lock().unwrap_or_else(PoisonError::into_inner);
    let made = made.entry(bits).or_default();
    loop {
        if let Some(key) = made.get(number) {
            return Ok(Arc::clone(key));
        }
        made.push(Arc::new(SigningKey::generate(bits).map_err(SandboxError::Keys)?));
    }
}

fn read(path: &Path) -> Result<Option<Arc<SigningKey>>, SandboxError> {
    match fs::read_to_string(path) {
        Ok(pem) => {
            let key = SigningKey::from_pem(&pem)
                .map_err(|error| SandboxError::Keys(format!("{}: {error}", path.display())))?;
            Ok(Some(Arc::new(key)))
        }
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(source) => Err(SandboxError::File { path: path.to_owned(), source }),
    }
}

/// Written beside and renamed, so that a sandbox starting at the same time never reads half a key.
fn write(dir: &Path, name: &str, key: &SigningKey) -> Result<(), SandboxError> {
    let path = dir.join(name);
    let beside = dir.join(format!("{name}.{}", std::process::id()));
    let written = fs::create_dir_all(dir)
        .and_then(|()| private_file(&beside)?.write_all(key.pem().as_bytes()))
        .and_then(|()| fs::rename(&beside, &path));
    written.map_err(|source| SandboxError::File { path, source })
}

/// A file that only its owner may read: it will hold a private key.
fn private_file(path: &Path) -> io::Result<fs::File> {
    let mut options = fs::OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}
