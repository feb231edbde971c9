//! What must hold for every answer, whatever a test is about.

use std::collections::BTreeSet;

use scraper::{Html, Selector};
use url::Url;
use vestibule::sandbox::upstream::DEMO_CLIENT_SECRET;

use super::Answer;

/// Where the browser may ever be sent, beside our own pages.
const SHOPS: [&str; 5] = [
    "https://shop.acme.example",
    "https://deals.acme.example",
    "https://legacy.acme.example",
    "https://framed.acme.example",
    "https://globex.example",
];

/// The shops whose hand-over puts the token into the address.
const QUERY_SHOPS: [&str; 2] = ["https://legacy.acme.example", "https://framed.acme.example"];

/// Holds an answer against all rules.
pub fn check(answer: &Answer, home: &str) {
    headers(answer);
    redirect(answer, home);
    let all = format!("{:?} {}", answer.headers, answer.body);
    assert!(!all.contains(DEMO_CLIENT_SECRET), "{}: our secret at the provider (catalogue M02)", answer.url);
    if answer.is_html() && answer.has_body {
        page(answer);
    }
}

fn headers(answer: &Answer) {
    let header = |name| answer.header(name);
    let url = &answer.url;
    assert!(!header("x-request-id").is_empty(), "{url}: no request id");
    assert_eq!(header("x-content-type-options"), "nosniff", "{url}");
    assert!(["same-origin", "no-referrer"].contains(&header("referrer-policy")), "{url}");
    assert_eq!(header("cross-origin-opener-policy"), "same-origin", "{url}");
    assert!(header("server").is_empty(), "{url}: names its server");
    let module = url.path().starts_with("/vestibule") && !answer.status.is_client_error();
    if !module && !url.path().starts_with("/assets/") {
        assert_eq!(header("cache-control"), "no-store", "{url}");
    }
    let policy = header("content-security-policy");
    for part in [
        "default-src 'none'",
        "script-src 'self';",
        "style-src 'self';",
        "base-uri 'none'",
        "frame-ancestors ",
    ] {
        assert!(policy.contains(part), "{url}: {policy} lacks {part}");
    }
    for hole in ["unsafe", "*", "data:", "blob:", "nonce-"] {
        assert!(!policy.contains(hole), "{url}: {policy} has {hole}");
    }
    let framed = !policy.contains("frame-ancestors 'none'");
    assert_eq!(header("x-frame-options").is_empty(), framed, "{url}");
}

/// No answer leads anywhere but to our own pages and to registered shops, and no token stands in an address
/// but where the shop's settings ask for it (catalogue C01 to C11).
fn redirect(answer: &Answer, home: &str) {
    let Some(target) = answer.location() else { return };
    let origin = target.origin().ascii_serialization();
    let ours = [home, &answer.url.origin().ascii_serialization()].contains(&origin.as_str());
    let shop = SHOPS.contains(&origin.as_str());
    assert!(ours || shop || is_provider(&target), "{} leads to {target}", answer.url);
    assert!(target.username().is_empty() && target.password().is_none(), "{target}");
    let carries_token = holds_token(target.as_str());
    assert!(!carries_token || QUERY_SHOPS.contains(&origin.as_str()), "a token on its way to {origin}");
}

/// Whether something of a JWT's shape stands in it; a random text may begin as one does.
fn holds_token(text: &str) -> bool {
    let mut words = text.split(|c: char| !c.is_ascii_alphanumeric() && !"-_.".contains(c));
    words.any(|word| word.contains("eyJ") && word.matches('.').count() >= 2)
}

/// Providers of the tests listen on this machine, and people are only ever sent to these pages of theirs.
fn is_provider(target: &Url) -> bool {
    let pages = ["/authorize", "/end-session", "/v2/logout"];
    target.host_str() == Some("127.0.0.1") && pages.iter().any(|page| target.path().ends_with(page))
}

fn page(answer: &Answer) {
    let html = Html::parse_document(&answer.body);
    let url = &answer.url;
    let all = |selector: &str| {
        let selector = Selector::parse(selector).unwrap();
        html.select(&selector).map(|element| element.html()).collect::<Vec<_>>()
    };
    assert_eq!(all("html[lang]").len(), 1, "{url}: no language");
    assert_eq!(all("h1").len(), 1, "{url}: one heading");
    assert_eq!(all("title").len(), 1, "{url}: one title");
    assert_eq!(all("main").len(), 1, "{url}: one main part");
    let inline = all("style, script:not([src]), [style], iframe, object, embed, base");
    assert_eq!(inline, Vec::<String>::new(), "{url}");
    let leaving = leaving_to(&html);
    assert_eq!(all("meta[http-equiv]").len(), usize::from(leaving.is_some()), "{url}: a page that goes away");
    no_handlers(&html, url.as_str());
    no_strangers(&html, url.as_str());
    labelled(&html, url.as_str());
    // The hint for signing out at a provider is made for its address.
    let hinted = leaving.is_some_and(|target| target.path().ends_with("/end-session"));
    let has_token = holds_token(&answer.body) && !answer.body.contains("data-follow") && !hinted;
    assert!(!has_token, "{url}: a token in a page");
}

fn no_handlers(html: &Html, url: &str) {
    for element in html.tree.values().filter_map(|node| node.as_element()) {
        for (name, value) in element.attrs() {
            assert!(!name.starts_with("on"), "{url}: {name} on {element:?}");
            if ["href", "src", "action", "formaction"].contains(&name) {
                let scheme = value.trim().to_ascii_lowercase();
                let web = ["/", "#", "https://", "http://"].iter().any(|start| scheme.starts_with(start));
                assert!(web && !scheme.starts_with("//"), "{url}: {name}={value}");
            }
        }
    }
}

/// Where the page on the way to a provider leads.
fn leaving_to(html: &Html) -> Option<Url> {
    let refresh = html.select(&Selector::parse("meta[http-equiv=refresh]").unwrap()).next()?;
    let target = Url::parse(refresh.attr("content")?.split_once("url=")?.1).unwrap();
    assert!(is_provider(&target), "a page goes to {target} by itself");
    Some(target)
}

/// No link leads anywhere but to us and to registered shops, unless it says where and opens apart.
fn no_strangers(html: &Html, url: &str) {
    for link in html.select(&Selector::parse("a[href^=http]").unwrap()) {
        let target = Url::parse(link.attr("href").unwrap()).unwrap();
        let registered = SHOPS.contains(&target.origin().ascii_serialization().as_str());
        let apart = link.attr("rel") == Some("noopener noreferrer") && link.attr("target") == Some("_blank");
        assert!(registered || apart || is_provider(&target), "{url}: a link to {target}");
    }
}

/// Every field has a label of its own, and no id stands twice.
fn labelled(html: &Html, url: &str) {
    let select = |text: &str| Selector::parse(text).unwrap();
    let mut ids = BTreeSet::new();
    for element in html.select(&select("[id]")) {
        assert!(ids.insert(element.attr("id").unwrap()), "{url}: an id stands twice");
    }
    let labels = select("label[for]");
    for input in html.select(&select("input:not([type=hidden])")) {
        let id = input.attr("id").expect("a field has an id");
        let count = html.select(&labels).filter(|label| label.attr("for") == Some(id)).count();
        assert_eq!(count, 1, "{url}: labels of {id}");
        assert!(input.attr("autocomplete").is_some(), "{url}: autocomplete of {id}");
    }
    for described in html.select(&select("[aria-describedby]")) {
        for id in described.attr("aria-describedby").unwrap().split(' ') {
            assert!(ids.contains(id), "{url}: described by {id}, which is not there");
        }
    }
}
