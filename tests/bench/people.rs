//! Accounts with real hashes, sessions by real sign-ins, and what they ask.

use std::net::{Ipv4Addr, SocketAddr};

use serde_json::Value;
use url::form_urlencoded;
use uuid::Uuid;
use vestibule::foundation::{Clock, Secret};
use vestibule::hasher::Hasher;

use crate::Outcome;
use crate::dice::Dice;
use crate::load::Question;
use crate::service::Service;
use crate::wire::Connection;
use crate::world::{CLIENT, SCOPES, SHOP, World, public_url};

const PASSWORD: &str = "quiet lamp over the harbour";
const SESSION_COOKIE: &str = "__Host-vestibule-acme=vst_";

/// An account that can sign in.
#[derive(Clone, Debug)]
pub struct Person {
    email: String,
}

/// Signed-in browsers, each with its token in the vault.
#[derive(Clone, Debug)]
pub struct Visitors {
    all: Vec<Visitor>,
    /// The bytes of a customer's token answer.
    pub answer_length: usize,
}

#[derive(Clone, Debug)]
struct Visitor {
    email: String,
    cookie: String,
    customer: String,
}

/// Makes accounts past the sign-up form, which would want a letter for each. The hashes are the product's own.
pub async fn make(world: &World, number: usize) -> Outcome<Vec<Person>> {
    let hasher = Hasher::start(2, 64)?;
    let mut people = Vec::new();
    for number in 0..number {
        let person = Person { email: format!("shopper{number}@example.com") };
        let hash = hasher.hash(&Secret::new(PASSWORD)).await?;
        insert(world, &person, &hash).await?;
        people.push(person);
    }
    Ok(people)
}

async fn insert(world: &World, person: &Person, hash: &str) -> Outcome<()> {
    let (id, now) = (Uuid::now_v7(), Clock::System.now());
    sqlx::query(
        "with account as (
             insert into accounts (id, organization, email, email_typed, email_verified_at, language, created_at)
             values ($1, 'acme', $2, $2, $4, 'en', $4) returning id),
         password as (insert into passwords (account_id, hash, set_at) select id, $3, $4 from account)
         insert into customers (account_id, organization) select id, 'acme' from account",
    )
    .bind(id)
    .bind(&person.email)
    .bind(hash)
    .bind(now)
    .execute(&world.db)
    .await?;
    Ok(())
}

/// Signs these people in, and has a customer and a token made for each.
pub async fn visitors(service: &Service, people: &[Person]) -> Outcome<Visitors> {
    let mut connection = Connection::open(service.address).await?;
    let (mut all, mut answer_length) = (Vec::new(), 0);
    for person in people {
        let answer =
            connection.ask(&person.sign_in(service.address, Ipv4Addr::new(100, 0, 0, 1)).request).await?;
        let cookie =
            answer.header("set-cookie").and_then(|cookie| cookie.split(';').next()).map(str::to_owned);
        let cookie = cookie.filter(|cookie| cookie.starts_with(SESSION_COOKIE));
        let cookie = cookie.ok_or_else(|| format!("nobody was signed in: status {}", answer.status))?;
        let answer = connection.ask(&token_request(service.address, Some(&cookie), SCOPES[0])).await?;
        let token: Value = serde_json::from_str(answer.body)?;
        let customer = token["customer_id"].as_str().ok_or_else(|| format!("no token: {}", answer.body))?;
        answer_length = answer.body.len();
        all.push(Visitor { email: person.email.clone(), cookie, customer: customer.to_owned() });
    }
    Ok(Visitors { all, answer_length })
}

/// Whoever signs in does so with a browser that was here before, as most do: a new one is told of by letter.
const DEVICE_COOKIE: &str = "__Host-vestibule-device=vst_BenchBenchBenchBenchBenchBenchBenchBenchBen";

impl Person {
    /// The login form, posted from the network of `address`.
    fn sign_in(&self, service: SocketAddr, address: Ipv4Addr) -> Question {
        let link =
            [("clientId", CLIENT), ("scope", SCOPES[0]), ("returnUrl", "https://shop.acme.example/cart")];
        let body = encoded(&[("customerEmail", &self.email), ("customerPassword", PASSWORD)]);
        let request = format!(
            "POST /identity/login?{} HTTP/1.1\r\nhost: localhost:{}\r\norigin: {}\r\nx-forwarded-for: {address}\r\n\
             cookie: {DEVICE_COOKIE}\r\n\
             content-type: application/x-www-form-urlencoded\r\ncontent-length: {}\r\n\r\n{body}",
            encoded(&link),
            service.port(),
            public_url(service),
            body.len(),
        );
        let holds = vec![format!("{SHOP}/cart"), SESSION_COOKIE.to_owned()];
        Question { request: request.into_bytes(), status: 303, holds }
    }
}

/// Sign-ins of `people` in turn, every one from another network.
pub fn sign_ins(service: SocketAddr, people: &[Person]) -> Vec<Question> {
    const NETWORKS: usize = 64;
    let mut dice = Dice(7);
    let mut all = Vec::new();
    for _ in 0..NETWORKS {
        all.extend(people.iter().map(|person| person.sign_in(service, dice.address())));
    }
    all
}

impl Visitors {
    /// Each asks for its token: its own customer's must come.
    pub fn tokens(&self, service: SocketAddr) -> Vec<Question> {
        let question = |visitor: &Visitor| Question {
            request: token_request(service, Some(&visitor.cookie), SCOPES[0]),
            status: 200,
            holds: vec![
                r#""access_token":"ey"#.to_owned(),
                r#""kind":"customer""#.to_owned(),
                format!(r#""customer_id":"{}""#, visitor.customer),
            ],
        };
        self.all.iter().map(question).collect()
    }

    /// Each asks who it is.
    pub fn sessions(&self, service: SocketAddr) -> Vec<Question> {
        let path = format!("/api/session?{}", encoded(&[("client_id", CLIENT)]));
        let question = |visitor: &Visitor| Question {
            request: get(service, &path, Some(&visitor.cookie)),
            status: 200,
            holds: vec![r#""signed_in":true"#.to_owned(), format!(r#""email":"{}""#, visitor.email)],
        };
        self.all.iter().map(question).collect()
    }
}

/// Guests ask for their token.
pub fn guests(service: SocketAddr) -> Vec<Question> {
    let question = |scope: &&str| Question {
        request: token_request(service, None, scope),
        status: 200,
        holds: vec![
            r#""access_token":"ey"#.to_owned(),
            r#""kind":"guest""#.to_owned(),
            format!(r#""scope":"{scope}""#),
        ],
    };
    SCOPES.iter().map(question).collect()
}

fn token_request(service: SocketAddr, cookie: Option<&str>, scope: &str) -> Vec<u8> {
    get(service, &format!("/api/token?{}", encoded(&[("client_id", CLIENT), ("scope", scope)])), cookie)
}

/// As a script of the shop's page asks, through a proxy.
fn get(service: SocketAddr, path: &str, cookie: Option<&str>) -> Vec<u8> {
    let cookie = cookie.map(|cookie| format!("cookie: {cookie}\r\n")).unwrap_or_default();
    let port = service.port();
    format!(
        "GET {path} HTTP/1.1\r\nhost: localhost:{port}\r\naccept: */*\r\naccept-language: en-GB,en;q=0.9\r\n\
         user-agent: Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0\r\norigin: {SHOP}\r\n\
         x-forwarded-for: 100.0.0.1\r\n{cookie}\r\n"
    )
    .into_bytes()
}

fn encoded(pairs: &[(&str, &str)]) -> String {
    form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish()
}
