//! Every page, in every state, in every language: complete, labelled, without anything inline.

#![expect(clippy::expect_used, reason = "a test that cannot read its own files has failed")]

mod check;
mod texts;

use std::path::PathBuf;

use askama::Template as _;
use vestibule::config::Language;
use vestibule::i18n::Texts;
use vestibule::mail::Wording;
use vestibule::web::account::AccountPage;
use vestibule::web::account::again::SignInAgainPage;
use vestibule::web::account::close::CloseAccountPage;
use vestibule::web::arrival::ArrivalPage;
use vestibule::web::cart::CartPage;
use vestibule::web::continue_as::ContinueAsPage;
use vestibule::web::error::ErrorPage;
use vestibule::web::handover_frame::HandoverFramePage;
use vestibule::web::leaving::LeavingPage;
use vestibule::web::login::LoginPage;
use vestibule::web::prove::ProvePage;
use vestibule::web::recover::RecoverPage;
use vestibule::web::reset_password::ResetPasswordPage;
use vestibule::web::sign_out::SignOutPage;
use vestibule::web::signed_out::SignedOutPage;
use vestibule::web::signup::SignupPage;
use vestibule::web::verify::VerifyPage;
use vestibule::web::waiting::WaitingPage;
use vestibule::web::{Brand, Layout, brand_css};

/// One rendered page.
struct Page {
    name: String,
    language: Language,
    html: String,
}

/// The frames that every screen is drawn in.
fn layouts(language: Language) -> Vec<(&'static str, Layout)> {
    let acme = Layout {
        texts: Texts::new(language),
        brand: Brand::new("Acme Outfitters", None, None, Some("#1d4ed8")),
        back_to_shop: Some("https://acme.example/".into()),
        address: "/identity/login?clientId=acme-web&scope=market%3Acode%3Ausa".into(),
        languages: Language::ALL.to_vec(),
        embedded: false,
        framed_by: Vec::new(),
    };
    let logo = Brand { logo_url: Some("https://cdn.example/logo.svg".into()), ..acme.brand.clone() };
    let long = "The Very Long Established Company of Honourable Purveyors & Sons of Donaudampfschifffahrt";
    let long = Brand { name: long.into(), ..acme.brand.clone() };
    let embedded = Layout { embedded: true, framed_by: vec!["https://acme.example".into()], ..acme.clone() };
    vec![
        ("", acme.clone()),
        ("with-logo", Layout { brand: logo, ..acme.clone() }),
        ("long-name", Layout { brand: long, ..acme.clone() }),
        ("no-shop", Layout::plain(language, "/nowhere")),
        ("embedded", embedded),
        ("three-languages", Layout { languages: Language::ALL[..3].to_vec(), ..acme.clone() }),
        ("one-language", Layout { languages: vec![language], back_to_shop: None, ..acme }),
    ]
}

macro_rules! render {
    ($layout:expr, $($name:literal: $screen:ty),+ $(,)?) => {{
        let mut pages: Vec<(String, String)> = Vec::new();
        $(for (state, page) in <$screen>::samples($layout) {
            pages.push((format!("{}-{state}", $name), page.render().expect("a view renders")));
        })+
        pages
    }};
}

fn every_page() -> Vec<Page> {
    let mut pages = Vec::new();
    for language in Language::ALL {
        for (frame, layout) in layouts(language) {
            let rendered = render!(
                &layout,
                "login": LoginPage,
                "signup": SignupPage,
                "verify": VerifyPage,
                "leaving": LeavingPage,
                "arrival": ArrivalPage,
                "recover": RecoverPage,
                "prove": ProvePage,
                "continue-as": ContinueAsPage,
                "cart": CartPage,
                "waiting": WaitingPage,
                "account": AccountPage,
                "sign-in-again": SignInAgainPage,
                "close": CloseAccountPage,
                "sign-out": SignOutPage,
                "signed-out": SignedOutPage,
                "reset-password": ResetPasswordPage,
                "handover-frame": HandoverFramePage,
                "error": ErrorPage,
            );
            pages.extend(rendered.into_iter().map(|(name, html)| Page {
                name: [name.as_str(), frame].join(" ").trim().replace(' ', "--"),
                language,
                html,
            }));
        }
    }
    pages
}

#[test]
fn every_page_in_every_state_and_language_is_sound() {
    for page in every_page() {
        check::check(&page);
    }
}

#[test]
fn the_pages_can_be_opened_in_a_browser() {
    let Some(folder) = std::env::var_os("VESTIBULE_PAGES").map(PathBuf::from) else { return };
    let write = |path: String, content: &str| {
        let path = folder.join(path);
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("a folder for the pages");
        std::fs::write(path, content).expect("a page is written");
    };
    for page in every_page() {
        write(format!("{}/{}.html", page.language.tag(), page.name), &page.html);
    }
    for color in ["1d4ed8", "c8984e", "000000", "ffffff", "ffe600", "808080", "e11d48"] {
        let color = vestibule::web::Color::parse(color).expect("a colour");
        write(format!("assets/brand/{}.css", color.hex()), &brand_css(color));
    }
    write(format!("assets/brand/{}.css", Brand::DEFAULT_COLOR.hex()), &brand_css(Brand::DEFAULT_COLOR));
    for language in Language::ALL {
        for (name, letter) in Wording::samples(Texts::new(language)) {
            write(format!("{}/{name}.html", language.tag()), &letter.html().expect("a letter renders"));
            write(format!("{}/{name}.txt", language.tag()), &letter.text());
        }
    }
}
