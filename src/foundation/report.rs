//! What a look at somebody else's service found: short lines of what there is, and in words what is wrong. Made by
//! the clients of such services, printed by the command line. Their texts are strangers': they are quoted here in
//! a way that cannot move the cursor of a terminal.

/// The longest text of a stranger's that is repeated.
const LONGEST: usize = 300;

/// One look at one service.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// What there is: a label of up to 16 characters, and a text.
    pub lines: Vec<(String, String)>,
    /// What keeps it from working as the settings want it.
    pub obstacles: Vec<String>,
    /// What somebody should know, though it can work.
    pub warnings: Vec<String>,
}

impl Report {
    /// Notes what there is.
    pub fn line(&mut self, label: impl Into<String>, text: impl Into<String>) {
        self.lines.push((label.into(), text.into()));
    }

    /// Notes what stands in the way.
    pub fn obstacle(&mut self, text: impl Into<String>) {
        self.obstacles.push(text.into());
    }

    /// Notes what should be known.
    pub fn warning(&mut self, text: impl Into<String>) {
        self.warnings.push(text.into());
    }
}

/// A stranger's text, on one line and not endless.
pub fn quoted(text: &str) -> String {
    let cut: String = text.chars().take(LONGEST).collect();
    let dots = if cut.len() < text.len() { "…" } else { "" };
    format!("{}{dots}", cut.escape_debug().to_string().replace("\\\"", "\"").replace("\\'", "'"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_strangers_text_stays_on_its_line_and_ends() {
        assert_eq!(quoted("a\u{1b}[2Jb\nc \"d\" it's"), "a\\u{1b}[2Jb\\nc \"d\" it's");
        assert_eq!(quoted(&"x".repeat(1000)).chars().count(), LONGEST + 1);
    }
}
