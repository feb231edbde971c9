//! Every text exists in every language, takes the same arguments there, and is used.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use vestibule::config::Language;

/// Keys and the names of their arguments.
type Messages = BTreeMap<String, BTreeSet<String>>;

fn project(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

fn files_below(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").path());
    entries.flat_map(|path| if path.is_dir() { files_below(&path) } else { vec![path] }).collect()
}

fn messages(language: Language) -> Messages {
    let mut messages = Messages::new();
    let mut key = String::new();
    for file in files_below(&project("templates/texts").join(language.tag())) {
        let group = file.file_stem().and_then(|stem| stem.to_str()).expect("a name").to_owned();
        for line in fs::read_to_string(&file).expect("a text file").lines() {
            if let Some((name, _)) = line.split_once(" = ").filter(|_| !line.starts_with([' ', '#'])) {
                name.clone_into(&mut key);
                let new = messages.insert(key.clone(), BTreeSet::new()).is_none();
                assert!(new, "{key} stands twice in {}", language.tag());
                assert!(
                    key.starts_with(&group) || group == "page",
                    "{key} belongs to another file than {group}"
                );
            }
            for argument in line.split('$').skip(1) {
                let name = argument.split(|c: char| !c.is_ascii_alphanumeric()).next().unwrap_or_default();
                messages.get_mut(&key).expect("a key before its text").insert(name.to_owned());
            }
        }
    }
    messages
}

/// Templates and code, less the tests inside the code.
fn sources() -> String {
    let texts = project("templates/texts");
    let templates = files_below(&project("templates")).into_iter().filter(|file| !file.starts_with(&texts));
    let code = files_below(&project("src/web")).into_iter().chain(files_below(&project("src/i18n")));
    let code =
        code.chain(["src/mail", "src/sessions"].into_iter().flat_map(|folder| files_below(&project(folder))));
    let read = |file: PathBuf| fs::read_to_string(file).expect("a source file");
    let untested = |text: String| text.split("#[cfg(test)]").next().unwrap_or_default().to_owned();
    templates.chain(code).map(read).map(untested).collect()
}

#[test]
fn every_language_has_the_same_texts_with_the_same_arguments() {
    let english = messages(Language::English);
    assert!(english.len() > 50);
    for language in Language::ALL {
        assert_eq!(messages(language), english, "{}", language.tag());
    }
}

#[test]
fn no_text_is_left_over() {
    let sources = sources();
    let unused: Vec<_> = messages(Language::English)
        .into_keys()
        .filter(|key| !sources.contains(&format!("\"{key}\"")))
        .collect();
    assert!(unused.is_empty(), "unused: {unused:?}");
}

#[test]
fn no_text_that_is_asked_for_is_missing() {
    let (sources, known) = (sources(), messages(Language::English));
    let asked = ["text(\"", "get(\"", "with(\"", "around(\""]
        .into_iter()
        .flat_map(|call| sources.split(call).skip(1))
        .filter_map(|rest| rest.split('"').next())
        .filter(|key| key.contains('-') && !key.contains([' ', '/', '.', ':']));
    let missing: BTreeSet<_> = asked.filter(|key| !known.contains_key(*key)).collect();
    assert!(missing.is_empty(), "missing: {missing:?}");
}
