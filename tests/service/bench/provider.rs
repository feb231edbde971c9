//! Somebody else's identity provider as a person meets it: "sign in as", "go on", "say no". What the provider
//! answers is carried back as a browser would: a redirect followed, a form posted from the provider's own site.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use reqwest::header::{LOCATION, SET_COOKIE};
use reqwest::{Method, RequestBuilder, StatusCode};
use scraper::{Html, Selector};
use url::{Url, form_urlencoded};

use super::browser::Initiator;
use super::{Browser, Page, client};

/// What a browser keeps for providers: cookies by origin.
#[derive(Clone, Default)]
pub struct ProviderJar(Arc<Mutex<BTreeMap<String, BTreeMap<String, String>>>>);

/// A page of a provider.
pub struct ProviderPage {
    pub status: StatusCode,
    pub url: Url,
    pub body: String,
    browser: Browser,
}

/// What a provider sends back, before the browser carries it on.
#[derive(Clone, Debug)]
pub struct Returned {
    /// Where it goes.
    pub url: Url,
    /// The form's body, where the provider posts.
    pub form: Option<String>,
}

impl Page {
    /// The page of the provider where this walk left to: by a redirect, or by our leaving page.
    #[track_caller]
    pub fn at_provider(&self) -> impl Future<Output = ProviderPage> + use<> {
        let url = self.provider_address();
        let browser = self.browser();
        async move { browser.open_provider(url).await }
    }

    /// The address at the provider where this walk left to.
    #[track_caller]
    pub fn provider_address(&self) -> Url {
        let refresh = self.attributes("meta[http-equiv=refresh]", "content").pop();
        let url = refresh.map(|content| Url::parse(content.split_once("url=").unwrap().1).unwrap());
        url.unwrap_or_else(|| self.landing().url)
    }

    /// Signs in at the provider as this person of its example people, and comes back.
    pub async fn as_person(&self, person: &str) -> Page {
        self.at_provider().await.sign_in_as(person).await.follow().await
    }
}

impl Browser {
    /// Opens an address of a provider.
    pub async fn open_provider(&self, url: Url) -> ProviderPage {
        let mut url = url;
        for _ in 0..5 {
            let answer = self.provider_request(client().get(url.clone()), &url).await;
            match answer.headers().get(LOCATION).map(|location| url.join(location.to_str().unwrap()).unwrap())
            {
                Some(next) if next.origin() == url.origin() => url = next,
                _ => {
                    let status = answer.status();
                    let away = answer.headers().get(LOCATION).map(|l| l.to_str().unwrap().to_owned());
                    let body = away.map_or(String::new(), |away| format!("redirect:{away}"));
                    let body = if body.is_empty() { answer.text().await.unwrap() } else { body };
                    return ProviderPage { status, url, body, browser: self.clone() };
                }
            }
        }
        panic!("the provider redirects for ever at {url}")
    }

    async fn provider_request(&self, request: RequestBuilder, url: &Url) -> reqwest::Response {
        let origin = url.origin().ascii_serialization();
        let jar = self.provider_jar();
        let cookies = jar.0.lock().unwrap().get(&origin).cloned().unwrap_or_default();
        let header =
            cookies.iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join("; ");
        let answer = request.header("cookie", header).header("origin", &origin).send().await.unwrap();
        for set in answer.headers().get_all(SET_COOKIE) {
            let (name, value) = set.to_str().unwrap().split(';').next().unwrap().split_once('=').unwrap();
            let mut jar = jar.0.lock().unwrap();
            jar.entry(origin.clone()).or_default().insert(name.to_owned(), value.to_owned());
        }
        answer
    }

    /// Carries an answer of a provider to us: a navigation from another site.
    pub async fn come_back(&self, returned: &Returned) -> Page {
        let Some(form) = &returned.form else {
            return self.navigate(Method::GET, returned.url.clone(), None, Initiator::Shop).await;
        };
        // Lax cookies do not come along with a post of another site.
        let answer = self
            .request(Method::POST, returned.url.as_str())
            .header("origin", "https://provider.example")
            .header("sec-fetch-site", "cross-site")
            .header("content-type", "application/x-www-form-urlencoded")
            .body(form.clone())
            .without_cookies()
            .send()
            .await;
        match answer.location() {
            Some(next) => self.navigate(Method::GET, next, None, Initiator::Shop).await,
            None => Page::new(self.clone(), answer, Vec::new(), None),
        }
    }
}

impl ProviderPage {
    /// What the provider has sent back already, without a question (its own session was enough).
    pub fn returned(&self) -> Option<Back> {
        let url = self.body.strip_prefix("redirect:").map(|url| Url::parse(url).unwrap());
        let returned =
            url.map(|url| Returned { url, form: None }).or_else(|| auto_form(&self.body, &self.url));
        returned.map(|returned| Back { returned, browser: self.browser.clone() })
    }

    /// Presses the button of this person.
    pub async fn sign_in_as(&self, person: &str) -> Back {
        self.press(|fields| fields.iter().any(|(name, value)| name == "person" && value == person)).await
    }

    /// Posts the first form whose hidden fields fit, as a browser would.
    pub async fn press(&self, fits: impl Fn(&[(String, String)]) -> bool) -> Back {
        let (action, fields) = self.form(fits);
        let body: String = form_urlencoded::Serializer::new(String::new()).extend_pairs(&fields).finish();
        let request = client()
            .post(action.clone())
            .header("content-type", "application/x-www-form-urlencoded")
            .body(body);
        let answer = self.browser.provider_request(request, &action).await;
        let away = answer.headers().get(LOCATION).map(|l| action.join(l.to_str().unwrap()).unwrap());
        let body = answer.text().await.unwrap();
        let returned = match away {
            Some(url) => Returned { url, form: None },
            None => {
                auto_form(&body, &action).unwrap_or_else(|| panic!("the provider does not send back: {body}"))
            }
        };
        Back { returned, browser: self.browser.clone() }
    }

    fn form(&self, fits: impl Fn(&[(String, String)]) -> bool) -> (Url, Vec<(String, String)>) {
        let html = Html::parse_document(&self.body);
        let (forms, inputs) = (Selector::parse("form").unwrap(), Selector::parse("[name]").unwrap());
        for form in html.select(&forms) {
            let field = |input: scraper::ElementRef<'_>| {
                (input.attr("name").unwrap().to_owned(), input.attr("value").unwrap_or_default().to_owned())
            };
            let fields: Vec<_> = form.select(&inputs).map(field).collect();
            if fits(&fields) {
                return (self.url.join(form.attr("action").unwrap_or_default()).unwrap(), fields);
            }
        }
        panic!("no such form at the provider: {} {}", self.status, self.body)
    }
}

/// A browser on its way back.
pub struct Back {
    pub returned: Returned,
    browser: Browser,
}

impl Back {
    /// Arrives.
    pub async fn follow(&self) -> Page {
        self.browser.come_back(&self.returned).await
    }
}

/// `response_mode=form_post`: a page that posts itself.
fn auto_form(body: &str, base: &Url) -> Option<Returned> {
    let html = Html::parse_document(body);
    let form = html.select(&Selector::parse("form[action]").unwrap()).next()?;
    let fields: Vec<(String, String)> = form
        .select(&Selector::parse("input[name]").unwrap())
        .map(|input| {
            (input.attr("name").unwrap().to_owned(), input.attr("value").unwrap_or_default().to_owned())
        })
        .collect();
    // A provider may forget the state.
    fields.iter().any(|(name, _)| ["state", "iss"].contains(&name.as_str())).then_some(())?;
    let body = form_urlencoded::Serializer::new(String::new()).extend_pairs(&fields).finish();
    Some(Returned { url: base.join(form.attr("action")?).ok()?, form: Some(body) })
}
