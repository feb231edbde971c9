//! Every text exists in every language, takes the same arguments there, has the plurals of the language, and is used.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use fluent_syntax::ast::{Entry, Expression, InlineExpression, Message, Pattern, PatternElement, VariantKey};
use vestibule::config::Language;

/// What a text is made of.
#[derive(Debug, Default)]
struct Text {
    variables: BTreeSet<String>,
    /// For each variable that chooses between variants: their keys.
    plurals: BTreeMap<String, BTreeSet<String>>,
}

type Texts = BTreeMap<String, Text>;

/// Numbers that are large in every text of ours: the shortest password has eight characters.
const LARGE: [&str; 2] = ["min", "max"];

fn project(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

fn files_below(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").path());
    entries.flat_map(|path| if path.is_dir() { files_below(&path) } else { vec![path] }).collect()
}

fn texts(language: Language) -> Texts {
    let mut texts = Texts::new();
    for file in files_below(&project("templates/texts").join(language.tag())) {
        let group = file.file_stem().and_then(|stem| stem.to_str()).expect("a name").to_owned();
        let source = fs::read_to_string(&file).expect("a text file");
        let resource = fluent_syntax::parser::parse(source.as_str());
        let resource = resource.unwrap_or_else(|(_, errors)| panic!("{}: {errors:?}", file.display()));
        for entry in &resource.body {
            let Entry::Message(Message { id, value: Some(value), .. }) = entry else { continue };
            let mut text = Text::default();
            text.read(value);
            let (key, tag) = (id.name.to_owned(), language.tag());
            assert!(key.starts_with(&group) || group == "page", "{key} belongs to another file than {group}");
            assert!(texts.insert(key, text).is_none(), "{} stands twice in {tag}", id.name);
        }
    }
    texts
}

impl Text {
    fn read(&mut self, pattern: &Pattern<&str>) {
        for element in &pattern.elements {
            match element {
                PatternElement::TextElement { .. } => {}
                PatternElement::Placeable { expression: Expression::Inline(inline) } => {
                    self.variables.insert(variable(inline));
                }
                PatternElement::Placeable { expression: Expression::Select { selector, variants } } => {
                    let name = variable(selector);
                    for variant in variants {
                        let (VariantKey::Identifier { name: key } | VariantKey::NumberLiteral { value: key }) =
                            &variant.key;
                        self.plurals.entry(name.clone()).or_default().insert((*key).to_owned());
                        self.read(&variant.value);
                    }
                    self.variables.insert(name);
                }
            }
        }
    }
}

/// Our texts know no functions, no terms, no references.
fn variable(inline: &InlineExpression<&str>) -> String {
    let InlineExpression::VariableReference { id } = inline else { panic!("{inline:?} in a text") };
    id.name.to_owned()
}

/// The plural categories of whole numbers (CLDR), less what our texts never say: nothing of zero, no million.
fn categories(language: Language, variable: &str) -> BTreeSet<String> {
    let categories: &[&str] = match language {
        Language::Japanese | Language::Chinese => &["other"],
        Language::Polish => &["one", "few", "many", "other"],
        Language::Arabic => &["one", "two", "few", "many", "other"],
        _ => &["one", "other"],
    };
    let rare = |category: &&&str| LARGE.contains(&variable) && ["one", "two"].contains(*category);
    categories.iter().filter(|category| !rare(category)).map(|category| (*category).to_owned()).collect()
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
fn every_language_has_its_folder_and_every_folder_its_language() {
    let folders = fs::read_dir(project("templates/texts")).expect("a folder");
    let folders: BTreeSet<_> =
        folders.map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned()).collect();
    assert_eq!(folders, Language::ALL.map(|language| language.tag().to_owned()).into());
}

#[test]
fn every_language_has_the_same_texts_with_the_same_arguments() {
    let variables = |language| -> BTreeMap<String, BTreeSet<String>> {
        texts(language).into_iter().map(|(key, text)| (key, text.variables)).collect()
    };
    let english = variables(Language::English);
    for language in Language::ALL {
        let others = variables(language);
        let differ =
            english.iter().filter(|(key, names)| others.get(*key) != Some(*names)).map(|(key, _)| key);
        let differ: Vec<_> = differ.chain(others.keys().filter(|key| !english.contains_key(*key))).collect();
        assert!(differ.is_empty(), "{}: {differ:?}", language.tag());
    }
}

#[test]
fn plurals_are_those_of_the_language() {
    let english = texts(Language::English);
    for language in Language::ALL {
        for (key, text) in texts(language) {
            for (variable, found) in &text.plurals {
                let missing: Vec<_> = categories(language, variable).difference(found).cloned().collect();
                assert!(missing.is_empty(), "{}: {key}: {missing:?}", language.tag());
            }
            for variable in english[&key].plurals.keys().filter(|name| !LARGE.contains(&name.as_str())) {
                let chooses =
                    text.plurals.contains_key(variable) || categories(language, variable).len() == 1;
                assert!(chooses, "{}: {key} has no plural for ${variable}", language.tag());
            }
        }
    }
}

#[test]
fn no_text_is_left_over() {
    let sources = sources();
    let unused: Vec<_> =
        texts(Language::English).into_keys().filter(|key| !sources.contains(&format!("\"{key}\""))).collect();
    assert!(unused.is_empty(), "unused: {unused:?}");
}

#[test]
fn no_text_that_is_asked_for_is_missing() {
    let (sources, known) = (sources(), texts(Language::English));
    let asked = ["text(\"", "get(\"", "with(\"", "around(\""]
        .into_iter()
        .flat_map(|call| sources.split(call).skip(1))
        .filter_map(|rest| rest.split('"').next())
        .filter(|key| key.contains('-') && !key.contains([' ', '/', '.', ':']));
    let missing: BTreeSet<_> = asked.filter(|key| !known.contains_key(*key)).collect();
    assert!(missing.is_empty(), "missing: {missing:?}");
}
