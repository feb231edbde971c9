//! The link in the letter to a former address. A GET shows a button and changes nothing: mail programs follow links, too.

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};
use askama::Template;

use crate::app::App;
use crate::foundation::PlainToken;
use crate::http::{ErrorKind, WebError};
use crate::links;
use crate::sign_in::{Undone, undo_email_change};
use crate::storefronts::{Query, Visit};
use crate::web::browser::browser;
use crate::web::shop_page::ShopPage;
use crate::web::{Form, Layout};

/// `email_undo.html`
#[derive(Clone, Debug, Template)]
#[template(path = "email_undo.html")]
pub struct EmailUndoPage {
    /// The frame.
    pub page: Layout,
    /// How far it is.
    pub state: UndoState,
}

/// How far undoing is.
#[derive(Clone, Debug)]
pub enum UndoState {
    /// Asked whether to.
    Asked(Form),
    /// Done; a new password comes next.
    Done {
        /// The way to it.
        recover_href: String,
    },
    /// The link was used or has run out.
    Over,
}

impl EmailUndoPage {
    fn title(&self) -> String {
        self.page.title(&self.page.text(self.heading()), false)
    }

    fn heading(&self) -> &'static str {
        match self.state {
            UndoState::Asked(_) => "email-undo-heading",
            UndoState::Done { .. } => "email-undone-heading",
            UndoState::Over => "reset-invalid-heading",
        }
    }

    /// Every state of this page.
    pub fn samples(page: &Layout) -> Vec<(&'static str, Self)> {
        let sample = |state| Self { page: page.clone(), state };
        let recover_href = "/recover?clientId=acme-web".into();
        vec![
            ("asked", sample(UndoState::Asked(Form::to("/account/email/undo?clientId=acme-web")))),
            ("done", sample(UndoState::Done { recover_href })),
            ("over", sample(UndoState::Over)),
        ]
    }
}

/// Asks whether to undo the change.
pub async fn get(app: web::Data<App>, request: HttpRequest) -> Result<HttpResponse, WebError> {
    let (page, token) = open(&app, &request).await?;
    let state = match token {
        Some(_) => UndoState::Asked(Form::to(page.address.clone())),
        None => UndoState::Over,
    };
    answer(&page, StatusCode::OK, state)
}

/// Undoes it.
pub async fn post(app: web::Data<App>, request: HttpRequest) -> Result<HttpResponse, WebError> {
    let (page, token) = open(&app, &request).await?;
    let Some(token) = token else { return answer(&page, StatusCode::GONE, UndoState::Over) };
    let browser = browser(&app, &request, &page).await?;
    match undo_email_change(&app, &token, &browser).await? {
        Undone::Done(account) => {
            let query = page.visit.to_query_with_email(&account.email);
            let recover_href = links::with_query(links::RECOVER, &query);
            answer(&page, StatusCode::OK, UndoState::Done { recover_href })
        }
        Undone::Over => answer(&page, StatusCode::GONE, UndoState::Over),
    }
}

async fn open(app: &App, request: &HttpRequest) -> Result<(ShopPage, Option<PlainToken>), WebError> {
    let query = Query::read(request.query_string());
    let visit = Visit::read(&app.settings, &query).map_err(|_| ErrorKind::NotFound)?;
    let mut page = ShopPage::open(app, request, visit, links::ACCOUNT_EMAIL_UNDO).await?.unframed();
    let token = query.get("token").and_then(PlainToken::parse);
    if let Some(token) = &token {
        let mut own = url::form_urlencoded::Serializer::new(page.visit.to_query());
        own.append_pair("token", token.expose());
        page.address = links::with_query(links::ACCOUNT_EMAIL_UNDO, &own.finish());
    }
    Ok((page, token))
}

fn answer(page: &ShopPage, status: StatusCode, state: UndoState) -> Result<HttpResponse, WebError> {
    page.answer(status, &EmailUndoPage { page: page.layout(), state })
}
