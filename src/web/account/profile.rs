//! Name, language, and whether letters tell of new devices. Nothing here opens a door, so no new sign-in is asked for.

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};
use askama::Template;

use super::providers::{open, sign_in_first};
use crate::accounts::Profile;
use crate::app::App;
use crate::config::Language;
use crate::http::{Form as PostedForm, Visitor, WebError, client_address};
use crate::links;
use crate::sign_in::change_profile;
use crate::storefronts::Visit;
use crate::web::send_on::{account_notice, see_other};
use crate::web::shop_page::ShopPage;
use crate::web::{Field, Form, Layout, first_problem};

/// `account_profile.html`
#[derive(Clone, Debug, Template)]
#[template(path = "account_profile.html")]
pub struct AccountProfilePage {
    /// The frame.
    pub page: Layout,
    /// Where it goes.
    pub form: Form,
    /// `name`
    pub name: Field,
    /// The chosen language.
    pub language: Language,
    /// Those to choose from.
    pub languages: Vec<Language>,
    /// Whether letters tell of new devices.
    pub notices: bool,
    /// The way back.
    pub account_href: String,
}

impl AccountProfilePage {
    fn title(&self) -> String {
        self.page.title(&self.page.text("profile-heading"), self.focus().is_some())
    }

    fn focus(&self) -> Option<&'static str> {
        first_problem(&[&self.name])
    }

    /// Each language to choose from, and whether it is the chosen one.
    fn choices(&self) -> Vec<(Language, bool)> {
        self.languages.iter().map(|language| (*language, *language == self.language)).collect()
    }

    /// Every state of this page.
    pub fn samples(page: &Layout) -> Vec<(&'static str, Self)> {
        let filled = Self {
            page: page.clone(),
            form: Form::to("/account/profile?clientId=acme-web"),
            name: Field::name("Ada Lovelace"),
            language: page.texts.language(),
            languages: Language::ALL.to_vec(),
            notices: true,
            account_href: "/account?clientId=acme-web".into(),
        };
        let long = Field::read_name(&"Ada ".repeat(40)).0;
        vec![
            ("filled", filled.clone()),
            ("empty", Self { name: Field::name(""), notices: false, ..filled.clone() }),
            ("too-long", Self { name: long, ..filled }),
        ]
    }
}

/// Shows what there is.
pub async fn get(app: web::Data<App>, request: HttpRequest) -> Result<HttpResponse, WebError> {
    let Some((mut page, visitor)) = open(&app, &request).await? else { return sign_in_first(&app, &request) };
    page.address = page.link(links::ACCOUNT_PROFILE);
    let name = Field::name(visitor.account.name.as_deref().unwrap_or_default());
    page.answer(StatusCode::OK, &form(&page, &visitor, name))
}

/// Takes what was typed.
pub async fn post(
    app: web::Data<App>,
    request: HttpRequest,
    posted: PostedForm,
) -> Result<HttpResponse, WebError> {
    let Some((mut page, visitor)) = open(&app, &request).await? else { return sign_in_first(&app, &request) };
    page.address = page.link(links::ACCOUNT_PROFILE);
    let (field, name) = Field::read_name(posted.text("name"));
    let languages = &page.visit.storefront.languages;
    let language = Language::from_tag(posted.text("language")).filter(|asked| languages.contains(asked));
    let language = language.unwrap_or(visitor.account.language);
    let notices = posted.text("notices") == "on";
    let Ok(name) = name else {
        let form = AccountProfilePage { language, notices, ..form(&page, &visitor, field) };
        return page.answer(StatusCode::UNPROCESSABLE_ENTITY, &form);
    };
    let address = client_address(&request, &app.settings.server.trusted_proxies);
    let profile = Profile { name, language, notices };
    if !change_profile(&app, &visitor.account, &profile, (&visitor.session, address)).await? {
        return sign_in_first(&app, &request);
    }
    // The link that led here may name another language.
    page.visit = Visit { lang: Some(language), ..page.visit };
    Ok(see_other(&account_notice(&page, "profile")))
}

fn form(page: &ShopPage, visitor: &Visitor, name: Field) -> AccountProfilePage {
    let account = &visitor.account;
    let mut languages = page.visit.storefront.languages.clone();
    if !languages.contains(&account.language) {
        languages.push(account.language);
    }
    AccountProfilePage {
        page: page.layout(),
        form: Form::to(page.link(links::ACCOUNT_PROFILE)),
        name,
        language: account.language,
        languages,
        notices: account.notices,
        account_href: page.link(links::ACCOUNT),
    }
}
