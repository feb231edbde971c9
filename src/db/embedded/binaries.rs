//! Finds `initdb` and `postgres` among what the system has installed. A folder counts only with both programs
//! side by side, behind any symlinks: PostgreSQL finds its share directory from there.

use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};

use super::home::Home;
use super::{EmbeddedError, process};

mod advice;

/// The supported major versions.
const MAJORS: std::ops::RangeInclusive<u32> = 14..=18;

/// Where packages put versions side by side: `parent/<prefix…>/rest`.
const PLACES: [(&str, &str, &str); 9] = [
    ("/usr/lib/postgresql", "", "bin"),
    ("/usr", "pgsql-", "bin"),
    ("/usr/lib", "postgresql", "bin"),
    ("/usr/libexec", "postgresql", ""),
    ("/usr/local", "pgsql", "bin"),
    ("/opt/homebrew/opt", "postgresql", "bin"),
    ("/usr/local/opt", "postgresql", "bin"),
    ("/home/linuxbrew/.linuxbrew/opt", "postgresql", "bin"),
    ("/Applications/Postgres.app/Contents/Versions", "", "bin"),
];

/// A folder with both programs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Installation {
    pub(super) folder: PathBuf,
    pub(super) major: u32,
}

impl Installation {
    /// The path of one of its programs.
    pub(super) fn program(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }
}

/// The installations that fit the cluster in `home`, best first; at least one. `explicit` is the only one
/// looked at where given.
pub(super) fn find(explicit: Option<&Path>, home: &Home) -> Result<Vec<Installation>, EmbeddedError> {
    let folders = match explicit {
        Some(folder) => vec![folder.to_owned()],
        None => candidates(std::env::var_os("PATH").as_deref()),
    };
    if folders.is_empty() {
        return Err(EmbeddedError::NoBinaries { advice: advice::how_to_install() });
    }
    let (mut fitting, mut refused) = (Vec::new(), Vec::new());
    for folder in folders {
        match examine(&folder, home) {
            Ok(installation) => fitting.push(installation),
            Err(reason) => refused.push(format!("{}: {reason}", folder.display())),
        }
    }
    if fitting.is_empty() {
        return Err(EmbeddedError::Unsuitable { candidates: refused.join("\n") });
    }
    match home.made_by() {
        Some(major) => of_major(fitting, major, home),
        None => Ok(fitting),
    }
}

/// A cluster opens only with the major version that made it.
fn of_major(all: Vec<Installation>, major: u32, home: &Home) -> Result<Vec<Installation>, EmbeddedError> {
    let found: Vec<String> = all.iter().map(|installation| installation.major.to_string()).collect();
    let same: Vec<Installation> =
        all.into_iter().filter(|installation| installation.major == major).collect();
    if same.is_empty() {
        let (directory, found) = (home.data(), found.join(", "));
        return Err(EmbeddedError::OtherVersion { directory, made_by: major, found });
    }
    Ok(same)
}

/// `PATH`, then the places of packages, newest first; each folder once.
fn candidates(path: Option<&OsStr>) -> Vec<PathBuf> {
    let on_path = path.into_iter().flat_map(std::env::split_paths).filter_map(|folder| {
        let postgres = folder.join("postgres").canonicalize().ok()?;
        Some(postgres.parent()?.to_owned())
    });
    let mut folders: Vec<PathBuf> = Vec::new();
    for folder in on_path.chain(PLACES.iter().flat_map(versions)) {
        if is_complete(&folder) && !folders.contains(&folder) {
            folders.push(folder);
        }
    }
    folders
}

/// The folders of one place, newest first.
fn versions((parent, prefix, rest): &(&str, &str, &str)) -> Vec<PathBuf> {
    let entries = fs::read_dir(parent).into_iter().flatten().flatten();
    let mut found: Vec<(u32, PathBuf)> = entries
        .filter_map(|entry| {
            let name = entry.file_name().into_string().ok()?;
            let version = name.strip_prefix(prefix)?.trim_start_matches(['@', '-']);
            let major = version.split('.').next()?.parse().unwrap_or(0);
            Some((major, entry.path().join(rest).canonicalize().ok()?))
        })
        .collect();
    found.sort_by_key(|(major, _)| std::cmp::Reverse(*major));
    found.into_iter().map(|(_, folder)| folder).collect()
}

fn is_complete(folder: &Path) -> bool {
    ["initdb", "postgres"].iter().all(|program| folder.join(program).is_file())
}

/// Asks `postgres` for its version, as the user that will run it. The reason against it is for a person.
fn examine(folder: &Path, home: &Home) -> Result<Installation, String> {
    if !is_complete(folder) {
        return Err("initdb and postgres do not both stand there".to_owned());
    }
    let folder = folder.canonicalize().map_err(|error| error.to_string())?;
    let output = process::command(&folder.join("postgres"), home)
        .arg("--version")
        .output()
        .map_err(|error| format!("postgres does not run: {error}"))?;
    let text = String::from_utf8_lossy(&output.stdout);
    let major = major_version(&text).ok_or("postgres does not tell its version")?;
    if !MAJORS.contains(&major) {
        return Err(format!("is version {major}"));
    }
    Ok(Installation { folder, major })
}

/// `postgres (PostgreSQL) 15.13 (Debian …)` is 15; a beta is `18beta1`.
fn major_version(text: &str) -> Option<u32> {
    let version = text.split_once("(PostgreSQL) ")?.1;
    let digits = version.find(|c: char| !c.is_ascii_digit()).unwrap_or(version.len());
    version[..digits].parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_major_version_is_read_from_what_postgres_prints() {
        assert_eq!(major_version("postgres (PostgreSQL) 15.13 (Debian 15.13-0+deb12u1)\n"), Some(15));
        assert_eq!(major_version("postgres (PostgreSQL) 18beta1"), Some(18));
        assert_eq!(major_version("postgres (PostgreSQL) 17"), Some(17));
        assert_eq!(major_version("postgres: command not found"), None);
    }
}
