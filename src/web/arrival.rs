//! What a person sees when the way back from a provider did not end in a session: what happened, that nothing
//! was lost, and what to do next. The provider's own words are shown as text and as its words only.

pub mod handlers;

use actix_web::http::StatusCode;
use askama::Template;

use super::Layout;

/// No more of a provider's text is shown.
const LONGEST_TEXT: usize = 200;

/// `arrival.html`
#[derive(Clone, Debug, Template)]
#[template(path = "arrival.html")]
pub struct ArrivalPage {
    /// The frame; without any other way on, its way back to the shop is the button.
    pub page: Layout,
    /// What happened.
    pub problem: ArrivalProblem,
    /// What the provider is called here; empty where it is not known.
    pub label: String,
    /// Begins the same departure again (for [`ArrivalProblem::SignedOutMeanwhile`]: leads to the login page).
    pub again: Option<String>,
    /// The login page with its other ways (for [`ArrivalProblem::OtherAccount`]: the account page).
    pub other_ways: Option<String>,
    /// Where those go on who may be signed in already.
    pub onward: Option<String>,
    /// The request's id, for those who ask for help.
    pub request_id: Option<String>,
}

/// What happened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ArrivalProblem {
    /// The person said no at the provider; or one of its rules did, whose words the person must see.
    Cancelled {
        /// Its own text, as it came; empty where it gave none.
        text: String,
    },
    /// The provider said no.
    Refused {
        /// Its own text, as it came; empty where it gave none.
        text: String,
    },
    /// The provider does not answer.
    Away,
    /// This way back was used before: by a reload, the back button or a second tab.
    Used,
    /// The ten minutes are over.
    Expired,
    /// The departure began in another browser, or this one keeps no cookies (catalogue B01).
    OtherBrowser,
    /// The provider's answer could not be trusted.
    BadAnswer,
    /// Nobody is signed up through this provider, and it is not known here who this is.
    SignUpClosed,
    /// This provider can be linked to an account, but signs nobody in (catalogue A10).
    LinkOnly,
    /// The account may not sign in (catalogue A13).
    Locked,
    /// The person who wanted to link is not signed in any more.
    SignedOutMeanwhile,
    /// What was to be linked belongs to another account.
    OtherAccount,
    /// There is no such provider.
    NotMine,
}

impl ArrivalPage {
    /// A page with nothing to offer but the way back to the shop. A way back from a provider works once: there is
    /// no address at which the page could be asked for in another language.
    pub fn new(mut page: Layout, problem: ArrivalProblem, label: &str) -> Self {
        page.languages.clear();
        let (again, other_ways, onward, request_id) = (None, None, None, None);
        Self { page, problem, label: label.to_owned(), again, other_ways, onward, request_id }
    }

    fn title(&self) -> String {
        self.page.title(&self.heading(), false)
    }

    fn heading(&self) -> String {
        self.with_label(self.keys().0)
    }

    fn lead(&self) -> String {
        self.with_label(self.keys().1)
    }

    fn keys(&self) -> (&'static str, &'static str) {
        match self.problem {
            ArrivalProblem::Cancelled { .. } => ("arrival-cancelled", "arrival-cancelled-lead"),
            ArrivalProblem::Refused { .. } => ("arrival-refused", "arrival-refused-lead"),
            ArrivalProblem::Away => ("arrival-away", "arrival-away-lead"),
            ArrivalProblem::Used => ("arrival-used", "arrival-used-lead"),
            ArrivalProblem::Expired => ("arrival-expired", "arrival-expired-lead"),
            ArrivalProblem::OtherBrowser => ("arrival-other-browser", "arrival-other-browser-lead"),
            ArrivalProblem::BadAnswer => ("arrival-bad-answer", "arrival-bad-answer-lead"),
            ArrivalProblem::SignUpClosed => ("arrival-sign-up-closed", "arrival-sign-up-closed-lead"),
            ArrivalProblem::LinkOnly => ("arrival-link-only", "arrival-link-only-lead"),
            ArrivalProblem::Locked => ("arrival-locked", "arrival-locked-lead"),
            ArrivalProblem::SignedOutMeanwhile => ("arrival-signed-out", "arrival-signed-out-lead"),
            ArrivalProblem::OtherAccount => ("arrival-other-account", "arrival-other-account-lead"),
            ArrivalProblem::NotMine => ("error-not-found", "error-not-found-lead"),
        }
    }

    /// The provider's text, shortened; nothing in it can move or reorder our own words (catalogue K01).
    fn quotation(&self) -> Option<String> {
        let (ArrivalProblem::Refused { text } | ArrivalProblem::Cancelled { text }) = &self.problem else {
            return None;
        };
        let plain: String = text.chars().filter(|c| !is_mark(*c)).take(LONGEST_TEXT + 1).collect();
        let plain = plain.trim();
        let cut = match plain.char_indices().nth(LONGEST_TEXT) {
            Some((end, _)) => format!("{}…", plain[..end].trim_end()),
            None => plain.to_owned(),
        };
        (!cut.is_empty()).then_some(cut)
    }

    fn said(&self) -> String {
        self.with_label("arrival-said")
    }

    /// The ways on, the first of them as the button.
    fn ways(&self) -> Vec<(&str, String)> {
        let again = match self.problem {
            ArrivalProblem::SignedOutMeanwhile => self.page.text("arrival-sign-in-again"),
            _ => self.with_label("arrival-again"),
        };
        let other_ways = self.page.text(match self.problem {
            ArrivalProblem::OtherAccount => "arrival-account",
            _ => "arrival-other-ways",
        });
        let onward = self.page.text("arrival-onward");
        let all = [(&self.onward, onward), (&self.again, again), (&self.other_ways, other_ways)];
        all.into_iter().filter_map(|(href, words)| Some((href.as_deref()?, words))).collect()
    }

    fn request(&self, id: &str) -> String {
        self.page.texts.with("error-request-id", &[("id", id.into())])
    }

    fn with_label(&self, key: &str) -> String {
        self.page.texts.with(key, &[("label", self.label.as_str().into())])
    }

    /// Every state of this page.
    pub fn samples(page: &Layout) -> Vec<(&'static str, Self)> {
        let again = || Some("/federation/okta/depart?clientId=acme-web".to_owned());
        let login = || Some("/identity/login?clientId=acme-web".to_owned());
        let bare = |problem| Self::new(page.clone(), problem, "Okta");
        let retry = |problem| Self { again: again(), other_ways: login(), ..bare(problem) };
        let otherwise = |problem| Self { other_ways: login(), ..bare(problem) };
        let refused = |text: &str| retry(ArrivalProblem::Refused { text: text.into() });
        let used = Self { onward: login(), ..otherwise(ArrivalProblem::Used) };
        let bad = Self { request_id: Some("req_01jd8z6k7q".into()), ..retry(ArrivalProblem::BadAnswer) };
        let signed_out = Self { again: login(), ..bare(ArrivalProblem::SignedOutMeanwhile) };
        let taken = Self { other_ways: Some("/account".into()), ..bare(ArrivalProblem::OtherAccount) };
        vec![
            ("cancelled", retry(ArrivalProblem::Cancelled { text: String::new() })),
            (
                "denied",
                retry(ArrivalProblem::Cancelled { text: "Verify your email before you log in.".into() }),
            ),
            ("refused", refused("User is not assigned to the client application.")),
            ("refused-silently", refused(" \n")),
            ("refused-at-length", refused(&"<b>Call</b> \u{202e}+1 555 0100 now. ".repeat(30))),
            ("away", retry(ArrivalProblem::Away)),
            ("used", used),
            ("expired", retry(ArrivalProblem::Expired)),
            ("other-browser", retry(ArrivalProblem::OtherBrowser)),
            ("bad-answer", bad),
            ("sign-up-closed", otherwise(ArrivalProblem::SignUpClosed)),
            ("link-only", otherwise(ArrivalProblem::LinkOnly)),
            ("locked", bare(ArrivalProblem::Locked)),
            ("signed-out", signed_out),
            ("other-account", taken),
            ("not-mine", Self::new(page.clone(), ArrivalProblem::NotMine, "")),
        ]
    }
}

impl ArrivalProblem {
    /// The status of the answer that carries the page.
    pub fn status(&self) -> StatusCode {
        match self {
            Self::Cancelled { .. } => StatusCode::OK,
            Self::Refused { .. } | Self::SignUpClosed | Self::LinkOnly | Self::Locked => {
                StatusCode::FORBIDDEN
            }
            Self::Away => StatusCode::SERVICE_UNAVAILABLE,
            Self::Used | Self::OtherBrowser | Self::BadAnswer => StatusCode::BAD_REQUEST,
            Self::Expired => StatusCode::GONE,
            Self::SignedOutMeanwhile => StatusCode::UNAUTHORIZED,
            Self::OtherAccount => StatusCode::CONFLICT,
            Self::NotMine => StatusCode::NOT_FOUND,
        }
    }
}

/// Control characters, and the marks that turn the direction of the text after them.
fn is_mark(c: char) -> bool {
    matches!(c, '\u{200e}' | '\u{200f}' | '\u{061c}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
        || (c.is_control() && c != '\n')
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Language;

    fn quoted(text: &str) -> Option<String> {
        let page = Layout::plain(Language::English, "/");
        ArrivalPage::new(page, ArrivalProblem::Refused { text: text.into() }, "Okta").quotation()
    }

    #[test]
    fn k01_a_provider_s_text_is_text_and_short() {
        assert_eq!(quoted(" \u{202e}<b>No\u{0}</b> ").unwrap(), "<b>No</b>");
        assert_eq!(quoted(&"né".repeat(100)).unwrap().chars().count(), 200);
        let cut = quoted(&"né".repeat(101)).unwrap();
        assert!(cut.chars().count() == 201 && cut.ends_with('…'), "{cut}");
        assert_eq!(quoted("\u{7} \n"), None);
        let page = Layout::plain(Language::English, "/");
        let problem = ArrivalProblem::Refused { text: "<script>alert(1)</script>".into() };
        let html = ArrivalPage::new(page, problem, "<i>Okta").render().unwrap();
        assert!(!html.contains("<script>") && !html.contains("<i>"), "{html}");
    }

    #[test]
    fn without_any_way_on_the_shop_is_the_way_back() {
        let mut page = Layout::plain(Language::English, "/");
        page.back_to_shop = Some("https://acme.example/".into());
        let locked = ArrivalPage::new(page, ArrivalProblem::Locked, "Okta").render().unwrap();
        assert!(locked.contains(r#"<a class="primary" href="https://acme.example/">"#), "{locked}");
    }
}
