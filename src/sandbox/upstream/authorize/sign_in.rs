//! Somebody chooses who to be. No password is asked: everybody here is invented.

use serde_json::{Map, Value, json};

use super::super::board::Board;
use super::super::call::Call;
use super::super::person::Person;
use super::super::state::{Session, Who};
use super::super::switch::Switch;
use crate::foundation::random_token;

/// The form of the page for somebody who is not on it.
const SOMEBODY: &str = "somebody";

/// Signs in as the person of this id, or as the one that the form describes.
pub fn as_person(call: &Call<'_>, id: &str) -> Option<Session> {
    let person = if id == SOMEBODY { described(call)? } else { known(call, id)? };
    let now = call.state.now();
    let mut world = call.state.world();
    world.sign_ins += 1;
    let who = Who::of(&person, world.sign_ins, &call.state.board);
    let known = world.session_of(call.session_cookie()).filter(|session| session.who.subject == who.subject);
    let session = match known.cloned() {
        Some(session) => Session { who, auth_time: now, ..session },
        None => {
            Session { id: random_token(), cookie: random_token(), who, auth_time: now, clients: Vec::new() }
        }
    };
    world.sessions.retain(|kept| kept.id != session.id);
    world.sessions.push(session.clone());
    Some(session)
}

fn known(call: &Call<'_>, id: &str) -> Option<Person> {
    call.state.world().people.iter().find(|person| person.id == id).cloned()
}

fn described(call: &Call<'_>) -> Option<Person> {
    let field = |name| call.form.get(name).map(str::trim).filter(|text| !text.is_empty());
    let subject = field("subject")?;
    let person = Person::unverified(SOMEBODY, field("name").unwrap_or(subject), subject, "");
    Some(Person {
        email: field("email").map(str::to_owned),
        email_verified: field("verified").is_some(),
        groups: field("groups").unwrap_or_default().split_whitespace().map(str::to_owned).collect(),
        ..person
    })
}

impl Who {
    /// The person as told to clients at the `count`th sign-in of this provider.
    fn of(person: &Person, count: usize, board: &Board) -> Self {
        let mut claims = Map::new();
        claims.insert("name".to_owned(), name(person, board));
        if let Some(email) = &person.email {
            claims.insert("email".to_owned(), address(person, email, count, board));
            claims.extend(verification(person, board).map(|it| ("email_verified".to_owned(), it)));
        }
        if !person.groups.is_empty() {
            claims.insert("groups".to_owned(), json!(person.groups));
        }
        claims.extend(person.claims.clone());
        Self { name: person.name.clone(), subject: subject(person, board), claims }
    }

    /// The claims that these scopes open (OpenID Connect Core, 5.4).
    pub fn limited_to(mut self, scopes: &[String]) -> Self {
        let opens = |scope: &str| scopes.iter().any(|it| it == scope);
        self.claims.retain(|claim, _| match &**claim {
            "email" | "email_verified" => opens("email"),
            "name" => opens("profile"),
            _ => true,
        });
        self
    }
}

fn subject(person: &Person, board: &Board) -> Option<Value> {
    match board.first(&[Switch::SubMissing, Switch::SubEmpty, Switch::SubNotText, Switch::SubTooLong]) {
        Some(Switch::SubMissing) => None,
        Some(Switch::SubEmpty) => Some("".into()),
        Some(Switch::SubNotText) => Some(4_711.into()),
        Some(_) => Some(format!("{:0<256}", person.subject).into()),
        None => Some(person.subject.clone().into()),
    }
}

fn address(person: &Person, email: &str, count: usize, board: &Board) -> Value {
    let email = if person.moving { email.replacen('@', &format!("-{count}@"), 1) } else { email.to_owned() };
    match board.first(&[Switch::EmailNotText, Switch::EmailOdd]) {
        Some(Switch::EmailNotText) => json!([email]),
        Some(_) => format!("{email},\r\nattacker@people.example").into(),
        None => email.into(),
    }
}

fn verification(person: &Person, board: &Board) -> Option<Value> {
    let odd = [
        Switch::EmailVerifiedMissing,
        Switch::EmailVerifiedText,
        Switch::EmailVerifiedFalse,
        Switch::EmailVerifiedOne,
    ];
    match board.first(&odd) {
        Some(Switch::EmailVerifiedMissing) => None,
        Some(Switch::EmailVerifiedText) => Some("true".into()),
        Some(Switch::EmailVerifiedFalse) => Some(false.into()),
        Some(_) => Some(1.into()),
        None => Some(person.email_verified.into()),
    }
}

fn name(person: &Person, board: &Board) -> Value {
    if board.strikes(Switch::NameWithMarkup) {
        "<img src=x onerror=alert(1)><script>alert(1)</script>".into()
    } else {
        person.name.clone().into()
    }
}
