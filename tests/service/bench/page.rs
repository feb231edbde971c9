//! A page as a person sees it: fields by their labels, buttons and links by their words.

use std::collections::BTreeMap;

use reqwest::{Method, StatusCode};
use scraper::{ElementRef, Html, Selector};
use url::{Url, form_urlencoded};

use super::browser::Initiator;
use super::{Answer, Browser};

/// Where a navigation ended.
pub struct Page {
    /// The last answer; a redirect where the way led to a shop.
    pub answer: Answer,
    /// The redirects before it.
    pub trail: Vec<Answer>,
    browser: Browser,
    typed: BTreeMap<String, String>,
    left_to: Option<Url>,
}

/// An address of a shop at which a browser arrived.
pub struct Landing {
    pub url: Url,
}

impl Page {
    pub(super) fn new(browser: Browser, answer: Answer, trail: Vec<Answer>, left_to: Option<Url>) -> Self {
        Self { answer, trail, browser, typed: BTreeMap::new(), left_to }
    }

    /// The status of the page.
    pub fn status(&self) -> StatusCode {
        self.answer.status
    }

    /// The address of the page.
    pub fn url(&self) -> &Url {
        &self.answer.url
    }

    /// The browser that shows it.
    pub fn browser(&self) -> Browser {
        self.browser.clone()
    }

    /// The shop's address where the way ended; a test that expects a shop fails on any page of ours.
    #[track_caller]
    pub fn landing(&self) -> Landing {
        let url = self.left_to.clone();
        Landing { url: url.unwrap_or_else(|| panic!("no shop but {} with: {}", self.url(), self.text())) }
    }

    /// The heading.
    pub fn heading(&self) -> String {
        self.one("h1").unwrap_or_else(|| panic!("no heading at {}: {}", self.url(), self.answer.body))
    }

    /// The words of the main part.
    pub fn text(&self) -> String {
        self.one("main").unwrap_or_default()
    }

    /// The message above the form.
    pub fn alert(&self) -> Option<String> {
        self.one(".alert")
    }

    /// The words of everything that `selector` finds.
    pub fn all(&self, selector: &str) -> Vec<String> {
        let html = self.html();
        html.select(&Selector::parse(selector).unwrap()).map(words).collect()
    }

    /// An attribute of everything that `selector` finds.
    pub fn attributes(&self, selector: &str, name: &str) -> Vec<String> {
        let html = self.html();
        let selector = Selector::parse(selector).unwrap();
        let found = html.select(&selector);
        found.filter_map(|element| element.attr(name).map(str::to_owned)).collect()
    }

    /// What is wrong with the field of this label.
    pub fn problem_of(&self, label: &str) -> Option<String> {
        self.one(&format!("#{}-problem", self.field(label)))
    }

    /// What stands in the field of this label.
    pub fn value_of(&self, label: &str) -> String {
        let field = self.field(label);
        self.attributes(&format!("#{field}"), "value").pop().unwrap_or_default()
    }

    /// Types into the field of this label.
    #[track_caller]
    pub fn fill(mut self, label: &str, text: &str) -> Self {
        self.typed.insert(self.field(label), text.to_owned());
        self
    }

    /// Puts into a hidden field what a page's script would.
    pub fn computed(mut self, name: &str, text: &str) -> Self {
        self.typed.insert(name.to_owned(), text.to_owned());
        self
    }

    /// Presses the button with these words.
    #[track_caller]
    pub fn press(&self, button: &str) -> impl Future<Output = Self> {
        let (action, body) = self.form_of(button);
        let browser = self.browser.clone();
        let policy = self.answer.header("content-security-policy").to_owned();
        async move {
            let page = browser.navigate(Method::POST, action, Some(body), Initiator::Ourselves).await;
            page.allowed_by(&policy);
            page
        }
    }

    /// Presses the button that a screen reader calls so.
    #[track_caller]
    pub fn press_labelled(&self, label: &str) -> impl Future<Output = Self> {
        let html = self.html();
        let select = |selector: &str| Selector::parse(selector).unwrap();
        let (forms, buttons) = (select("form"), select("button[aria-label]"));
        let has =
            |form: &ElementRef<'_>| form.select(&buttons).any(|it| it.attr("aria-label") == Some(label));
        let form = html.select(&forms).find(has).unwrap_or_else(|| panic!("no button called {label:?}"));
        let action = self.url().join(form.attr("action").unwrap()).unwrap();
        let browser = self.browser.clone();
        async move { browser.navigate(Method::POST, action, Some(String::new()), Initiator::Ourselves).await }
    }

    /// Follows the link with these words.
    #[track_caller]
    pub fn click(&self, link: &str) -> impl Future<Output = Self> {
        let target = self.link(link);
        let target = self.url().join(&target).unwrap();
        let browser = self.browser.clone();
        async move { browser.navigate(Method::GET, target, None, Initiator::Ourselves).await }
    }

    /// Chooses the language with this name at the foot of the page.
    #[track_caller]
    pub fn choose(&self, language: &str) -> impl Future<Output = Self> {
        let html = self.html();
        let all = |selector| html.select(&Selector::parse(selector).unwrap()).collect::<Vec<_>>();
        let button = all(".languages button").into_iter().find(|button| words(*button) == language);
        let button = button.unwrap_or_else(|| panic!("no language {language:?} in: {}", self.answer.body));
        let form = all(".languages form").remove(0).attr("action").unwrap();
        let mut target = self.url().join(form).unwrap();
        let fields = all(".languages input[type=hidden]").into_iter().chain([button]);
        let pairs = fields.map(|field| (field.attr("name").unwrap(), field.attr("value").unwrap()));
        target.query_pairs_mut().clear().extend_pairs(pairs);
        let browser = self.browser.clone();
        async move { browser.navigate(Method::GET, target, None, Initiator::Ourselves).await }
    }

    /// Where the link with these words leads.
    #[track_caller]
    pub fn link(&self, words: &str) -> String {
        self.find_link(words).unwrap_or_else(|| panic!("no link {words:?} in: {}", self.answer.body))
    }

    /// Where the link with these words leads, if there is one.
    pub fn find_link(&self, link: &str) -> Option<String> {
        let html = self.html();
        let mut links = html.select(&Selector::parse("a[href]").unwrap()).collect::<Vec<_>>();
        links.retain(|a| words(*a) == link || a.attr("aria-label") == Some(link));
        Some(links.first()?.attr("href")?.to_owned())
    }

    /// True where there is a button with these words.
    pub fn has_button(&self, text: &str) -> bool {
        self.all("button[type=submit]").iter().any(|button| button == text)
    }

    fn one(&self, selector: &str) -> Option<String> {
        self.all(selector).into_iter().next()
    }

    /// The name of the field with this label.
    #[track_caller]
    fn field(&self, label: &str) -> String {
        let html = self.html();
        let selector = Selector::parse("label[for]").unwrap();
        let found = html.select(&selector).find(|element| words(*element) == label);
        let found = found.unwrap_or_else(|| panic!("no label {label:?} at {}: {}", self.url(), self.text()));
        found.attr("for").unwrap().to_owned()
    }

    /// Where the form with this button goes, and what it sends.
    #[track_caller]
    fn form_of(&self, text: &str) -> (Url, String) {
        let html = self.html();
        let select = |selector: &str| Selector::parse(selector).unwrap();
        let (forms, buttons, inputs) = (select("form"), select("button[type=submit]"), select("input[name]"));
        let found = html.select(&forms).find_map(|form| {
            let pressed = form.select(&buttons).find(|button| words(*button) == text)?;
            Some((form, pressed.value().attr("formaction")))
        });
        let found = found.unwrap_or_else(|| panic!("no button {text:?} at {}: {}", self.url(), self.text()));
        let (form, own_action) = found;
        assert_eq!(form.attr("method"), Some("post"));
        let mut body = form_urlencoded::Serializer::new(String::new());
        for input in form.select(&inputs) {
            if input.attr("type") == Some("checkbox") && !self.is_checked(input) {
                continue;
            }
            let name = input.attr("name").unwrap();
            let typed = self.typed.get(name).map(String::as_str);
            body.append_pair(name, typed.or(input.attr("value")).unwrap_or_default());
        }
        for list in form.select(&select("select[name]")) {
            let name = list.attr("name").unwrap();
            let chosen =
                list.select(&select("option[selected]")).next().and_then(|option| option.attr("value"));
            body.append_pair(name, self.typed.get(name).map(String::as_str).or(chosen).unwrap_or_default());
        }
        let action = own_action.or(form.attr("action")).unwrap();
        (self.url().join(action).unwrap(), body.finish())
    }

    /// As it came, or as `fill` with `on` or `off` has left it.
    fn is_checked(&self, input: ElementRef<'_>) -> bool {
        match self.typed.get(input.attr("name").unwrap()) {
            Some(typed) => typed == "on",
            None => input.attr("checked").is_some(),
        }
    }

    /// A browser also checks where the answers to a form redirect: with a policy that forgot the shop, the
    /// person would stay on a dead page.
    fn allowed_by(&self, policy: &str) {
        let Some(target) = &self.left_to else { return };
        let rule = policy.split(';').find_map(|rule| rule.trim().strip_prefix("form-action ")).unwrap();
        let origin = target.origin().ascii_serialization();
        assert!(rule.split(' ').any(|allowed| allowed == origin), "{rule} stops the way to {origin}");
    }

    fn html(&self) -> Html {
        Html::parse_document(&self.answer.body)
    }
}

impl Landing {
    /// The value of a query parameter, which must not stand twice.
    pub fn parameter(&self, name: &str) -> Option<String> {
        let values: Vec<_> = self.url.query_pairs().filter(|(n, _)| n == name).map(|(_, v)| v).collect();
        assert!(values.len() < 2, "{name} stands twice in {}", self.url);
        values.first().map(ToString::to_string)
    }
}

fn words(element: ElementRef<'_>) -> String {
    let text: String = element.text().collect();
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
