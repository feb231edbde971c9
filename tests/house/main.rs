//! The walls of the house, read from the sources: who may import whom, where HTTP and SQL may stand, how long a
//! file may grow. The map in `src/lib.rs` is the authority; this test reads it.

#![expect(clippy::unwrap_used, reason = "a test that cannot read the sources has failed")]

use std::collections::HashMap;
use std::fs;
use std::path::{Path, PathBuf};

const LONGEST_FILE: usize = 300;

struct Source {
    path: String,
    module: String,
    text: String,
}

fn sources() -> Vec<Source> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut found = Vec::new();
    collect(&root, &mut found);
    let read = |file: PathBuf| {
        let path = file.strip_prefix(&root).unwrap().to_string_lossy().into_owned();
        let module = path.split('/').next().unwrap().trim_end_matches(".rs").to_owned();
        Source { text: fs::read_to_string(&file).unwrap(), path, module }
    };
    found.into_iter().map(read).filter(|source| !["lib", "main"].contains(&source.module.as_str())).collect()
}

fn collect(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            collect(&path, found);
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            found.push(path);
        }
    }
}

/// The floors as the table in `src/lib.rs` gives them.
fn floors() -> HashMap<String, u32> {
    let map = include_str!("../../src/lib.rs");
    let mut floors = HashMap::new();
    for row in map.lines().filter_map(|line| line.strip_prefix("//! | ")) {
        let mut cells = row.split(" | ");
        let (Some(floor), Some(modules)) = (cells.next(), cells.next()) else { continue };
        for module in modules.split("[`").skip(1).filter_map(|rest| rest.split_once("`]")) {
            if let Ok(floor) = floor.trim().parse() {
                floors.insert(module.0.to_owned(), floor);
            }
        }
    }
    floors
}

/// The lines of a file before its unit tests.
fn production(source: &Source) -> impl Iterator<Item = &str> {
    source.text.lines().take_while(|line| !line.starts_with("#[cfg(test)]"))
}

fn imports(source: &Source) -> Vec<String> {
    let mut imported: Vec<String> = production(source)
        .filter(|line| !line.trim_start().starts_with("//"))
        .flat_map(|line| line.split("crate::").skip(1))
        .map(|rest| rest.chars().take_while(|c| c.is_ascii_lowercase() || *c == '_').collect())
        .collect();
    // `use crate::{a, b::c};`
    for group in source.text.split("use crate::{").skip(1) {
        let inner = group.split("};").next().unwrap_or_default();
        let mut depth = 0;
        let mut word = String::new();
        for c in inner.chars().chain([',']) {
            match c {
                '{' => depth += 1,
                '}' => depth -= 1,
                ',' if depth == 0 => imported.push(std::mem::take(&mut word)),
                _ if depth == 0 => word.push(c),
                _ => {}
            }
        }
    }
    let first = |path: &String| path.trim().split("::").next().unwrap_or_default().to_owned();
    imported.iter().map(first).filter(|name| !name.is_empty()).collect()
}

#[test]
fn every_module_has_a_floor_on_the_map() {
    let floors = floors();
    let mut missing: Vec<_> = sources().into_iter().map(|source| source.module).collect();
    missing.retain(|module| module != "sandbox" && !floors.contains_key(module));
    assert!(missing.is_empty(), "not on the map in src/lib.rs: {missing:?}");
}

#[test]
fn imports_only_go_down() {
    let floors = floors();
    let mut wrong = Vec::new();
    for source in sources().iter().filter(|source| source.module != "sandbox") {
        for imported in imports(source) {
            let (Some(here), Some(there)) = (floors.get(&source.module), floors.get(&imported)) else {
                continue;
            };
            if there > here || (there == here && !same_floor(&source.module, &imported)) {
                wrong.push(format!("{} (floor {here}) imports {imported} (floor {there})", source.path));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Neighbours that may be seen, each for its reason.
fn same_floor(module: &str, imported: &str) -> bool {
    let neighbours = [
        ("config", "i18n"),          // a language is a setting, and so are a shop's own words
        ("accounts", "credentials"), // an account is made with its password
        ("app", "memory"),           // the toolbox holds what the node remembers
        ("broker", "throttle"),      // who reports tokens on and on is counted, too
        ("orders", "tokens"),        // a cart is looked at with the token of its visitor
    ];
    module == imported || neighbours.contains(&(module, imported))
}

#[test]
fn the_sandbox_and_the_product_do_not_know_each_other() {
    for source in sources() {
        let imported = imports(&source);
        if source.module == "sandbox" {
            let strange: Vec<_> =
                imported.iter().filter(|m| !["foundation", "sandbox"].contains(&m.as_str())).collect();
            assert!(strange.is_empty(), "{} imports {strange:?}", source.path);
        } else if !["cli/sandbox.rs", "cli/demo", "cli/simulate"].iter().any(|it| source.path.starts_with(it))
        {
            assert!(!imported.contains(&"sandbox".to_owned()), "{} imports the sandbox", source.path);
        }
    }
}

#[test]
fn http_lives_at_the_edge_alone() {
    let edge = ["http", "web", "api", "server", "cli", "sandbox"];
    for source in sources().iter().filter(|source| !edge.contains(&source.module.as_str())) {
        let knows = production(source).any(|line| line.contains("actix_web"));
        assert!(!knows, "{} knows actix_web", source.path);
    }
}

#[test]
fn sql_stands_in_the_stores_and_the_few_named_places() {
    let named =
        ["audit.rs", "throttle/mod.rs", "mail/outbox.rs", "db/mod.rs", "db/notices.rs", "cli/database.rs"];
    for source in sources() {
        let has_sql = production(&source).any(|line| line.contains("sqlx::query"));
        let allowed = source.path.ends_with("store.rs")
            || source.path.contains("/store/")
            || source.path.starts_with("db/embedded")
            || named.contains(&source.path.as_str());
        assert!(!has_sql || allowed, "{} holds SQL", source.path);
    }
}

#[test]
fn files_stay_short_enough_to_be_read() {
    let long: Vec<_> = sources()
        .iter()
        .map(|source| (source.path.clone(), production(source).count()))
        .filter(|(_, lines)| *lines > LONGEST_FILE)
        .collect();
    assert!(long.is_empty(), "{long:?}");
}

#[test]
fn every_table_says_what_it_is_for() {
    let migrations = Path::new(env!("CARGO_MANIFEST_DIR")).join("migrations");
    let texts =
        fs::read_dir(migrations).unwrap().map(|entry| fs::read_to_string(entry.unwrap().path()).unwrap());
    let all = texts.collect::<Vec<_>>().join("\n");
    for table in all.lines().filter_map(|line| line.strip_prefix("create table ")) {
        let name = table.trim_end_matches(" (");
        assert!(all.contains(&format!("comment on table {name} is")), "{name} has no comment");
    }
}
