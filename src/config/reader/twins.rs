//! Secrets, each given directly or, as `…_file`, by the path of a file that holds it (so that systemd
//! credentials and container secrets need no copy), and lists that are too long for the settings. Relative paths start
//! at the working directory.

use std::fs::File;
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};

use zeroize::Zeroizing;

use super::{Read, Section};
use crate::foundation::Secret;

/// Far more than any secret; a wrong path (a device, a log) is noticed early.
const LONGEST_FILE: u64 = 64 * 1024;

/// The public lists of our day are a fifth of it.
const LONGEST_LIST_FILE: u64 = 8 * 1024 * 1024;
const MOST_LINES: usize = 500_000;

impl Section<'_> {
    /// A secret that may be given in one of its two ways.
    pub(in crate::config) fn secret(&mut self, key: &str) -> Read<Option<Secret>> {
        let direct = self.maybe(key, |text| not_empty(Secret::new(text)));
        let from_file = self.maybe(&format!("{key}_file"), |path| not_empty(read(Path::new(path))?));
        self.one_of(key, direct?, from_file?)
    }

    /// A secret that must be given.
    pub(in crate::config) fn required_secret(&mut self, key: &str, expected: &str) -> Read<Secret> {
        let missing = || format!("missing; expected {expected}, here or in the file that {key}_file names");
        self.secret(key)?.ok_or_else(|| self.problem(key, missing()))
    }

    /// A list of secrets; the file holds one a line.
    pub(in crate::config) fn secrets<T>(
        &mut self,
        key: &str,
        parse: impl Fn(&str) -> Result<T, String>,
    ) -> Read<Option<Vec<T>>> {
        let direct = self.list(key, &parse);
        let from_file = self.maybe(&format!("{key}_file"), |path| {
            let text = read(Path::new(path))?;
            let lines = text.expose().lines().map(str::trim).filter(|line| !line.is_empty());
            lines.map(&parse).collect::<Result<Vec<T>, String>>()
        });
        self.one_of(key, direct?, from_file?)
    }

    /// A list that may be long; the file holds one element a line, and comments from `#` on.
    pub(in crate::config) fn long_list<T>(
        &mut self,
        key: &str,
        parse: impl Fn(&str) -> Result<T, String>,
    ) -> Read<Option<Vec<T>>> {
        let direct = self.list(key, &parse);
        let from_file = self.maybe(&format!("{key}_file"), |path| {
            let text = text_of(Path::new(path), LONGEST_LIST_FILE)?.ok_or("is larger than 8 MiB")?;
            lines_of(&text, &parse)
        });
        self.one_of(key, direct?, from_file?)
    }

    fn one_of<T>(&self, key: &str, direct: Option<T>, from_file: Option<T>) -> Read<Option<T>> {
        if direct.is_some() && from_file.is_some() {
            let problem = self.problem(key, format!("given twice: here and as {key}_file; keep one"));
            return Err(problem);
        }
        Ok(direct.or(from_file))
    }

    /// The path of a file or folder.
    pub(in crate::config) fn path(&mut self, key: &str) -> Read<Option<PathBuf>> {
        self.maybe(key, |text| {
            let empty = text.is_empty() || text.contains('\0');
            if empty { Err("expected a path".to_owned()) } else { Ok(PathBuf::from(text)) }
        })
    }
}

fn not_empty(secret: Secret) -> Result<Secret, String> {
    if secret.is_empty() { Err("is empty".to_owned()) } else { Ok(secret) }
}

/// Without the line break that editors and `echo` leave at the end.
fn read(path: &Path) -> Result<Secret, String> {
    let text = text_of(path, LONGEST_FILE)?.ok_or("is larger than 64 KiB, which no secret is")?;
    Ok(Secret::new(text.trim_end_matches(['\r', '\n'])))
}

/// The text of a file; `None` where it is longer than `longest` bytes.
fn text_of(path: &Path, longest: u64) -> Result<Option<Zeroizing<String>>, String> {
    let reason = |error: io::Error| format!("cannot be read: {error}");
    let mut text = Zeroizing::new(String::new());
    let mut file = File::open(path).map_err(reason)?.take(longest + 1);
    file.read_to_string(&mut text).map_err(reason)?;
    Ok(Some(text).filter(|text| text.len() as u64 <= longest))
}

/// The elements of a list, or what is wrong with the first bad one, and where.
fn lines_of<T>(text: &str, parse: impl Fn(&str) -> Result<T, String>) -> Result<Vec<T>, String> {
    if text.lines().nth(MOST_LINES).is_some() {
        return Err(format!("has more than {MOST_LINES} lines"));
    }
    let uncommented = |line: &'_ str| line.split('#').next().unwrap_or_default().trim().to_owned();
    let numbered = (1..).zip(text.lines().map(uncommented)).filter(|(_, line)| !line.is_empty());
    numbered
        .map(|(number, line)| parse(&line).map_err(|message| format!("line {number}: {message}")))
        .collect()
}
