//! From a file and the environment to [`Settings`], or to everything that is wrong with them.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::io::Read as _;
use std::path::{Path, PathBuf};

use super::problems::{Place, Problem};
use super::providers::Offers;
use super::reader::{Noted, Read, Reader, Section};
use super::storefronts::Others;
use super::tree::Table;
use super::{
    CustomerPasswords, Environment, OrganizationName, OrganizationSettings, Problems, Settings, accounts,
    database, mail, organizations, overlay, passwords, providers, secrets, server, sessions, storefronts,
    tokens, tree,
};

/// Looked for in the working directory.
const DEFAULT_FILE: &str = "vestibule.toml";

/// Room for thousands of storefronts.
const LONGEST_FILE: u64 = 4 * 1024 * 1024;

impl Settings {
    /// The file to read: the one asked for, else the one that `VESTIBULE_CONFIG` names, else `vestibule.toml`
    /// in the working directory if there is one.
    pub fn file(asked_for: Option<&Path>, environment: &Environment) -> Option<PathBuf> {
        let named = asked_for.map(Path::to_owned);
        let named = named.or_else(|| environment.get("VESTIBULE_CONFIG").map(PathBuf::from));
        named.or_else(|| Some(PathBuf::from(DEFAULT_FILE)).filter(|path| path.exists()))
    }

    /// Reads and checks everything; `path` may be `None` where the environment says it all.
    ///
    /// # Errors
    /// Every problem at once, in the order of the file.
    pub fn load(path: Option<&Path>, environment: &Environment) -> Result<Self, Problems> {
        let reader = Reader::default();
        let file = path.map(|path| path.display().to_string());
        let (settings, mut problems) = match path.map_or(Ok(Table::default()), tree_of) {
            Err(problem) => (Err(Noted), vec![problem]),
            Ok(mut tree) => {
                let problems = overlay::apply(&mut tree, environment);
                (reader.read(tree, read), problems)
            }
        };
        problems.extend(reader.into_problems());
        settings.ok().filter(|_| problems.is_empty()).ok_or_else(|| Problems::new(file, problems))
    }
}

fn tree_of(path: &Path) -> Result<Table, Problem> {
    let problem = |place, message| Problem { place, key: String::new(), message };
    let text = text_of(path).map_err(|message| problem(Place::Missing, message))?;
    tree::parse(&text).map_err(|error| problem(Place::Line(error.line), error.message))
}

fn text_of(path: &Path) -> Result<String, String> {
    let reason = |error: std::io::Error| format!("cannot be read: {error}");
    let mut text = String::new();
    File::open(path)
        .and_then(|file| file.take(LONGEST_FILE + 1).read_to_string(&mut text))
        .map_err(reason)?;
    if text.len() as u64 > LONGEST_FILE {
        return Err("is larger than 4 MiB".to_owned());
    }
    Ok(text)
}

/// Reads the top of the tree.
pub(super) fn read(top: &mut Section<'_>) -> Read<Settings> {
    let server = top.within("server", server::read);
    let database = top.within("database", database::read);
    let secrets = top.within("secrets", secrets::read);
    let mail = top.within("mail", mail::read);
    let sessions = top.within("sessions", sessions::read);
    let accounts = top.within("accounts", accounts::read);
    let passwords = top.within("passwords", passwords::read);
    let tokens = top.within("tokens", tokens::read);

    let organizations = top.named("organizations", organizations::read);
    if organizations.is_empty() {
        top.problem("organizations", "missing; expected at least one [organizations.<name>] table");
    }
    let names = organizations.iter().map(|(name, _)| name.clone()).collect();
    let mut beside = providers::Others {
        client_ids: top.texts_within("storefronts", "client_id"),
        offers: Offers::default(),
    };
    let providers = top.each("providers", |section| providers::read(section, &mut beside));
    let keeps_in_step = |entry: &&Read<(OrganizationName, OrganizationSettings)>| {
        entry.as_ref().is_ok_and(|(_, settings)| settings.passwords == CustomerPasswords::InStep)
    };
    let in_step =
        organizations.iter().filter(|(_, entry)| keeps_in_step(&entry)).map(|(name, _)| name.clone());
    let mut others = Others {
        organizations: names,
        in_step: in_step.collect(),
        client_ids: BTreeSet::new(),
        offers: beside.offers,
    };
    let storefronts = top.each("storefronts", |section| storefronts::read(section, &mut others));
    if storefronts.is_empty() {
        top.problem("storefronts", "missing; expected at least one [[storefronts]] table");
    }

    let organizations: Read<BTreeMap<_, _>> = organizations.into_iter().map(|(_, entry)| entry).collect();
    Ok(Settings {
        server: server?,
        database: database?,
        secrets: secrets?,
        mail: mail?,
        sessions: sessions?,
        accounts: accounts?,
        passwords: passwords?,
        tokens: tokens?,
        organizations: organizations?,
        providers: providers.into_iter().collect::<Read<_>>()?,
        storefronts: storefronts.into_iter().collect::<Read<_>>()?,
    })
}
