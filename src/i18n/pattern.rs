//! What a Fluent text is made of: the keys that there are, the variables each of them uses, and what a pattern
//! may hold that a shop writes in the place of ours.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use fluent_syntax::ast::{Entry, Expression, InlineExpression, Message, Pattern, PatternElement};
use fluent_syntax::parser;
use rust_embed::RustEmbed;

/// The English texts once more, to know keys and variables by: the loader keeps its own to itself.
#[derive(RustEmbed)]
#[folder = "templates/texts/en/"]
struct English;

static VARIABLES: LazyLock<BTreeMap<String, BTreeSet<String>>> = LazyLock::new(|| {
    let files = English::iter().filter_map(|name| English::get(&name));
    let texts = files.map(|file| String::from_utf8_lossy(&file.data).into_owned());
    texts.flat_map(|text| variables_of(&text)).collect()
});

/// Every key there is.
pub fn keys() -> Vec<&'static str> {
    VARIABLES.keys().map(String::as_str).collect()
}

/// The variables that the text under `key` uses; `None` where there is no such key.
pub(super) fn variables(key: &str) -> Option<&'static BTreeSet<String>> {
    VARIABLES.get(key)
}

/// `key` and `pattern` as one message of a Fluent file. Every line is indented, so that none begins another message.
pub(super) fn message(key: &str, pattern: &str) -> String {
    let lines = pattern.lines().map(|line| format!("\n    {line}"));
    format!("{key} ={}\n", lines.collect::<String>())
}

/// The variables of a pattern that a shop wrote.
///
/// # Errors
/// Where it does not parse, or holds more than words, variables and plurals: other messages, functions, lines.
pub(super) fn check(key: &str, pattern: &str) -> Result<BTreeSet<String>, String> {
    let text = message(key, pattern);
    let resource = parser::parse(text.as_str())
        .map_err(|_| "is no Fluent pattern: write { $name } for a variable".to_owned())?;
    let [Entry::Message(Message { value: Some(value), attributes, .. })] = resource.body.as_slice() else {
        return Err("is no single Fluent pattern".to_owned());
    };
    let mut parts = Parts::default();
    parts.pattern(value);
    if parts.strange || !attributes.is_empty() {
        return Err("expected words, { $variables } and plurals, nothing else of Fluent".to_owned());
    }
    // A text may stand in a subject line.
    if parts.lines {
        return Err(
            "expected a text on one line; only the cases of a plural have lines of their own".to_owned()
        );
    }
    Ok(parts.variables)
}

fn variables_of(text: &str) -> Vec<(String, BTreeSet<String>)> {
    let resource = match parser::parse(text) {
        Ok(resource) | Err((resource, _)) => resource,
    };
    let messages = resource.body.iter().filter_map(|entry| {
        let Entry::Message(Message { id, value: Some(value), .. }) = entry else { return None };
        let mut parts = Parts::default();
        parts.pattern(value);
        Some((id.name.to_owned(), parts.variables))
    });
    messages.collect()
}

/// What was met on a walk through a pattern.
#[derive(Default)]
struct Parts {
    variables: BTreeSet<String>,
    strange: bool,
    lines: bool,
}

impl Parts {
    fn pattern(&mut self, pattern: &Pattern<&str>) {
        for element in &pattern.elements {
            match element {
                PatternElement::TextElement { value } => self.lines |= value.contains(['\n', '\r']),
                PatternElement::Placeable { expression } => self.expression(expression),
            }
        }
    }

    fn expression(&mut self, expression: &Expression<&str>) {
        match expression {
            Expression::Inline(inline) => self.inline(inline),
            Expression::Select { selector, variants } => {
                self.inline(selector);
                for variant in variants {
                    self.pattern(&variant.value);
                }
            }
        }
    }

    fn inline(&mut self, inline: &InlineExpression<&str>) {
        match inline {
            InlineExpression::VariableReference { id } => drop(self.variables.insert(id.name.to_owned())),
            // What is escaped may be a line's end.
            InlineExpression::StringLiteral { value } => self.strange |= value.contains('\\'),
            InlineExpression::NumberLiteral { .. } => {}
            InlineExpression::Placeable { expression } => self.expression(expression),
            InlineExpression::FunctionReference { .. }
            | InlineExpression::MessageReference { .. }
            | InlineExpression::TermReference { .. } => self.strange = true,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(found: &BTreeSet<String>) -> Vec<&str> {
        found.iter().map(String::as_str).collect()
    }

    #[test]
    fn our_own_keys_are_known_with_their_variables() {
        assert!(keys().contains(&"login-heading") && keys().len() > 200);
        assert_eq!(names(variables("page-title").unwrap()), ["shop", "title"]);
        assert_eq!(names(variables("problem-summary").unwrap()), ["count"]);
        assert_eq!(variables("login-haeding"), None);
    }

    #[test]
    fn words_variables_and_plurals_are_a_pattern() {
        assert_eq!(names(&check("a", "Welcome to { $shop }").unwrap()), ["shop"]);
        let plural = "{ $count ->\n    [one] one\n   *[other] { $count } of them\n}, no more";
        assert_eq!(names(&check("a", plural).unwrap()), ["count"]);
    }

    #[test]
    fn whatever_else_fluent_knows_is_refused() {
        for pattern in [
            "{ $shop",
            "{ login-heading }",
            "{ -brand }",
            "{ DATETIME($day) }",
            "",
            "{\"\\u000a\"}",
            "a\nb = c",
            "a\n.title = b",
            "}",
            "a\n\nb",
            "{ $count -> *[other] x }",
            "a\n# b",
        ] {
            assert!(check("a", pattern).is_err(), "{pattern:?}");
        }
    }
}
