//! What holds for every page.

use std::collections::HashSet;

use scraper::{ElementRef, Html, Selector};

use super::Page;

/// Elements without an end tag.
const VOID: [&str; 6] = ["br", "hr", "img", "input", "link", "meta"];

pub fn check(page: &Page) {
    let document = Html::parse_document(&page.html);
    let sound = Sound { page, document: &document };
    sound.parses();
    sound.speaks_its_language();
    sound.has_one_heading_and_a_title();
    sound.has_unique_ids();
    sound.has_nothing_inline();
    sound.labels_every_input();
    sound.refers_to_what_exists();
    sound.shows_no_secret();
    sound.can_send_every_form();
    sound.focuses_one_thing_at_most();
    sound.is_light();
}

struct Sound<'a> {
    page: &'a Page,
    document: &'a Html,
}

impl<'a> Sound<'a> {
    fn all(&self, selector: &str) -> Vec<ElementRef<'a>> {
        self.document.select(&Selector::parse(selector).expect("a selector")).collect()
    }

    fn demand(&self, holds: bool, what: &str) {
        let Page { name, language, html } = self.page;
        assert!(holds, "{}/{name}: {what}\n{html}", language.tag());
    }

    fn parses(&self) {
        let standard = self.page.html.starts_with("<!doctype html>\n<html lang=");
        self.demand(standard, "the page is standard HTML");
        for element in self.all("*") {
            let name = element.value().name();
            let opened = self.page.html.matches(&format!("<{name}>")).count()
                + self.page.html.matches(&format!("<{name} ")).count();
            let found = self.all(name).len();
            let closed = self.page.html.matches(&format!("</{name}>")).count();
            let whole = opened == found && (closed == found || (VOID.contains(&name) && closed == 0));
            self.demand(
                whole || name == "path",
                &format!("<{name}>: {opened} opened, {found} found, {closed} closed"),
            );
        }
    }

    fn speaks_its_language(&self) {
        let tag = self.document.root_element().attr("lang");
        self.demand(tag == Some(self.page.language.tag()), "the language attribute is right");
        let direction = self.page.language.is_rtl().then_some("rtl");
        self.demand(self.document.root_element().attr("dir") == direction, "the direction is right");
        self.demand(!self.page.html.contains("Unknown localization key"), "every text exists");
    }

    fn has_one_heading_and_a_title(&self) {
        self.demand(self.all("h1").len() == 1, "exactly one h1");
        let title: String = self.all("head title").iter().flat_map(ElementRef::text).collect();
        let heading: String = self.all("h1").iter().flat_map(ElementRef::text).collect();
        self.demand(title.contains(heading.trim_end_matches('.')), "the title says what the heading says");
        self.demand(self.all("main h1").len() == 1, "the heading is in main");
    }

    fn has_unique_ids(&self) {
        let mut seen = HashSet::new();
        for element in self.all("[id]") {
            let id = element.attr("id").unwrap_or_default();
            self.demand(!id.is_empty() && seen.insert(id), &format!("the id {id:?} stands once"));
        }
    }

    fn has_nothing_inline(&self) {
        self.demand(self.all("style").is_empty(), "no style element");
        self.demand(self.all("script:not([src])").is_empty(), "no inline script");
        self.demand(self.all("script:not([defer])").is_empty(), "scripts do not block");
        for element in self.all("*") {
            for (name, value) in element.value().attrs() {
                self.demand(name != "style", "no style attribute");
                self.demand(!name.starts_with("on"), "no event handler attribute");
                self.demand(!value.trim_start().starts_with("javascript:"), "no script address");
            }
        }
        for image in self.all("img") {
            self.demand(
                image.attr("alt").is_some(),
                "every picture has its words, or says that it needs none",
            );
            let address = image.attr("src").unwrap_or_default();
            self.demand(!address.starts_with("/assets/missing/"), "our own pictures exist");
        }
        for element in self.all("script, link[rel=stylesheet]") {
            let address = element.attr("src").or(element.attr("href")).unwrap_or_default();
            self.demand(address.starts_with("/assets/"), "scripts and styles are our own");
            self.demand(!address.contains("missing"), "scripts and styles exist");
        }
    }

    fn labels_every_input(&self) {
        for input in self.all("input:not([type=hidden])") {
            let id = input.attr("id").unwrap_or_default();
            let label = self.all(&format!("label[for='{id}']"));
            let text: String = label.iter().flat_map(ElementRef::text).collect();
            self.demand(label.len() == 1 && !text.trim().is_empty(), &format!("{id:?} has its label"));
            self.demand(input.attr("autocomplete").is_some(), "every field says what it is for");
        }
    }

    fn refers_to_what_exists(&self) {
        for attribute in ["aria-describedby", "aria-controls", "aria-labelledby", "for"] {
            for element in self.all(&format!("[{attribute}]")) {
                for id in element.attr(attribute).unwrap_or_default().split_whitespace() {
                    let found = !self.all(&format!("[id='{id}']")).is_empty();
                    self.demand(found, &format!("{attribute} refers to {id:?}"));
                }
            }
        }
        for link in self.all("a") {
            let href = link.attr("href").unwrap_or_default();
            self.demand(!href.is_empty(), "every link leads somewhere");
            if let Some(id) = href.strip_prefix('#') {
                self.demand(!self.all(&format!("[id='{id}']")).is_empty(), &format!("#{id} exists"));
            }
        }
        for link in self.all("a[target=_blank]") {
            self.demand(link.attr("rel") == Some("noopener noreferrer"), "a new tab gets no handle on ours");
        }
    }

    fn shows_no_secret(&self) {
        let secrets = "input[type=password][value], input[autocomplete=one-time-code][value]";
        self.demand(self.all(secrets).is_empty(), "no secret has a value");
    }

    fn can_send_every_form(&self) {
        for form in self.all(".languages form") {
            // Asks for the same page again: nothing changes by it.
            self.demand(form.attr("method").is_none(), "a language is asked for, not posted");
            self.demand(
                form.attr("action").is_some_and(|action| !action.is_empty()),
                "the form leads somewhere",
            );
        }
        for form in self.all("main form") {
            self.demand(form.attr("method") == Some("post"), "forms are posted");
            self.demand(form.attr("action").is_some_and(|action| !action.is_empty()), "forms lead somewhere");
            let button = Selector::parse("button[type=submit]:not([formaction])").expect("a selector");
            self.demand(form.select(&button).count() == 1, "each form has its one button");
            let first = Selector::parse("button[type=submit]").expect("a selector");
            let first = form.select(&first).next().and_then(|button| button.attr("formaction"));
            self.demand(first.is_none(), "the return key presses that one, and no other way");
        }
        for button in self.all("button") {
            self.demand(button.attr("type").is_some(), "every button says its type");
            let text: String = button.text().collect();
            self.demand(!text.trim().is_empty(), "every button says what it does");
        }
    }

    fn focuses_one_thing_at_most(&self) {
        self.demand(self.all("[autofocus]").len() <= 1, "one autofocus at most");
        let wrong = self.all("[aria-invalid]");
        let focused = self.all("[aria-invalid][autofocus]").len();
        self.demand(wrong.is_empty() || focused == 1, "the first field to repair has the focus");
    }

    fn is_light(&self) {
        // The account page lists what there is, and nobody comes to it first.
        let most = if self.page.name.starts_with("account-") { 16_000 } else { 6_000 };
        self.demand(self.page.html.len() < most, "the page itself stays under 6 kB");
    }
}
