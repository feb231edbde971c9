//! The page that tells clients through the browser that somebody has signed out (Front-Channel Logout 1.0, 2).

use askama::Template;
use url::Url;

use super::super::authorize::draw_with_frames;
use super::super::call::Reply;
use super::super::state::{Session, State};
use super::super::switch::Switch;
use super::Way;

#[derive(Template)]
#[template(path = "upstream/frames.html")]
struct Frames<'a> {
    frames: &'a [Url],
    on: Option<String>,
}

/// The page, where that is switched on and a client wants it, else straight on.
pub fn show(state: &State, session: &Session, way: Way) -> Reply {
    let frames =
        if state.board.strikes(Switch::FrontchannelLogout) { frames(state, session) } else { Vec::new() };
    if frames.is_empty() {
        return way.go();
    }
    let origins: Vec<_> = frames.iter().map(|frame| frame.origin().ascii_serialization()).collect();
    let page = Frames { frames: &frames, on: way.0.map(String::from) };
    draw_with_frames(&page, &origins.join(" "))
}

fn frames(state: &State, session: &Session) -> Vec<Url> {
    let clients = session.clients.iter().filter_map(|id| state.client(id));
    let pages = clients.filter_map(|client| Url::parse(&client.frontchannel_logout_uri?).ok());
    let told = |mut page: Url| {
        page.query_pairs_mut().append_pair("iss", &state.issuer).append_pair("sid", &session.id);
        page
    };
    pages.map(told).collect()
}
