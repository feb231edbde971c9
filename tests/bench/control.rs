//! Controls: the least that a server of this kind can do on this machine, in processes of their own. They are this
//! program again, told its role by a hidden argument; they end with their standard input.

use std::io::{BufRead as _, BufReader, Read as _};
use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::process::{Child, Command, Stdio};
use std::str::FromStr as _;
use std::time::{Duration, Instant};

use actix_web::{App, HttpResponse, HttpServer, web};
use sqlx::PgPool;
use sqlx::postgres::PgConnectOptions;
use tokio::task::JoinSet;
use uuid::Uuid;
use vestibule::db;
use vestibule::foundation::Secret;
use vestibule::hasher::Hasher;

use crate::Outcome;
use crate::figures::Figures;
use crate::load::Question;
use crate::meter::Meter;
use crate::plan::Plan;
use crate::traffic::Traffic;
use crate::world::{DATABASE_CONNECTIONS, World};

const BARE: &str = "--control-bare";
const SELECT: &str = "--control-select";
const ARGON2: &str = "--control-argon2";

/// What this process is, where it is not the benchmark itself.
pub enum Role {
    /// Answers a fixed body of this length.
    Bare(usize),
    /// The same after one SELECT by primary key.
    Select(usize, String),
    /// Hashes on so many threads for so long, and prints how often a second, and at which cost.
    Argon2(usize, Duration),
}

/// Reads the hidden argument.
pub fn asked_for(arguments: &[String]) -> Option<Role> {
    let [role, first, rest @ ..] = arguments else { return None };
    let number = first.parse().ok()?;
    match role.as_str() {
        BARE => Some(Role::Bare(number)),
        SELECT => Some(Role::Select(number, rest.first()?.clone())),
        ARGON2 => Some(Role::Argon2(number, Duration::from_secs_f64(rest.first()?.parse().ok()?))),
        _ => None,
    }
}

impl Role {
    /// Does it until nobody wants it any more.
    pub async fn play(self) -> Outcome<()> {
        match self {
            Self::Bare(length) => {
                let body = body(length);
                let server = HttpServer::new(move || {
                    App::new().app_data(web::Data::new(body.clone())).route("/", web::get().to(bare))
                });
                let listener = announced()?;
                Ok(server.disable_signals().listen(listener)?.run().await?)
            }
            Self::Select(length, url) => {
                let (body, db) =
                    (body(length), db::pool(PgConnectOptions::from_str(&url)?, DATABASE_CONNECTIONS));
                let key: Uuid = sqlx::query_scalar("select id from accounts limit 1").fetch_one(&db).await?;
                let server = HttpServer::new(move || {
                    let state = (body.clone(), db.clone(), key);
                    App::new().app_data(web::Data::new(state)).route("/", web::get().to(select))
                });
                let listener = announced()?;
                Ok(server.disable_signals().listen(listener)?.run().await?)
            }
            Self::Argon2(threads, lasting) => hash(threads, lasting).await,
        }
    }
}

async fn bare(body: web::Data<String>) -> HttpResponse {
    HttpResponse::Ok().content_type("application/json").body(body.get_ref().clone())
}

async fn select(state: web::Data<(String, PgPool, Uuid)>) -> HttpResponse {
    let (body, db, key) = state.get_ref();
    let found = sqlx::query_scalar::<_, String>("select email from accounts where id = $1").bind(key);
    match found.fetch_one(db).await {
        Ok(_) => HttpResponse::Ok().content_type("application/json").body(body.clone()),
        Err(_) => HttpResponse::InternalServerError().finish(),
    }
}

fn body(length: usize) -> String {
    format!(r#"{{"access_token":"{}"}}"#, "x".repeat(length.saturating_sub(19)))
}

/// A listener whose port is told to who started us. When that one is gone, so are we.
fn announced() -> Outcome<TcpListener> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
    println!("{}", listener.local_addr()?.port());
    std::thread::spawn(|| {
        let _ = std::io::stdin().read_to_end(&mut Vec::new());
        std::process::exit(0);
    });
    Ok(listener)
}

/// The ceiling of sign-ins: the product's own pool, never without work.
async fn hash(threads: usize, lasting: Duration) -> Outcome<()> {
    let hasher = std::sync::Arc::new(Hasher::start(threads, threads * 4)?);
    let began = Instant::now();
    let mut hashing = JoinSet::new();
    for _ in 0..threads * 3 {
        let hasher = hasher.clone();
        hashing.spawn(async move {
            while began.elapsed() < lasting {
                let _ = hasher.verify(&Secret::new("a password"), None).await;
            }
        });
    }
    while let Some(done) = hashing.join_next().await {
        done?;
    }
    let computations = f64::from(u32::try_from(hasher.computations())?);
    let cpu = Meter::of_ourselves().cpu()?.as_secs_f64() * 1e3;
    println!("{} {}", computations / began.elapsed().as_secs_f64(), cpu / computations);
    Ok(())
}

/// A bare handler.
pub struct Bare {
    pub length: usize,
}

/// A bare handler with one SELECT.
pub struct Select {
    pub length: usize,
}

/// Measures both handlers, and publishes under `control_…_<when>`.
pub async fn measure(
    world: &World,
    plan: &Plan,
    (bare, select): (&Bare, &Select),
    when: &str,
    figures: &mut Figures,
) -> Outcome<()> {
    let bare = [BARE.to_owned(), bare.length.to_string()];
    let select = [SELECT.to_owned(), select.length.to_string(), world.database_url()];
    for (name, arguments) in [("control_bare", &bare[..]), ("control_select", &select[..])] {
        let control = Control::start(arguments)?;
        let (address, meter) = (control.address, Meter::of(&control.child));
        let questions = vec![question(address)];
        Traffic { name, address, meter, questions }.measure(plan, &format!("_{when}"), figures).await?;
    }
    Ok(())
}

/// What argon2 alone makes.
#[derive(Clone, Copy, Debug)]
pub struct Ceiling {
    /// Computations a second.
    pub per_second: f64,
    /// CPU time of one, in milliseconds.
    pub cpu_ms: f64,
}

/// Measures argon2 alone.
pub async fn argon2(plan: &Plan) -> Outcome<Ceiling> {
    let arguments =
        [ARGON2.to_owned(), plan.hashing_threads.to_string(), plan.hashing.as_secs_f64().to_string()];
    let output = tokio::task::spawn_blocking(move || again(&arguments)?.output()).await??;
    let said = String::from_utf8(output.stdout)?;
    let (per_second, cpu_ms) = said.trim().split_once(' ').ok_or("argon2 alone was not measured")?;
    Ok(Ceiling { per_second: per_second.parse()?, cpu_ms: cpu_ms.parse()? })
}

fn question(address: SocketAddr) -> Question {
    let request = format!("GET / HTTP/1.1\r\nhost: localhost:{}\r\naccept: */*\r\n\r\n", address.port());
    Question { request: request.into_bytes(), status: 200, holds: vec![r#"{"access_token":"xx"#.to_owned()] }
}

fn again(arguments: &[String]) -> std::io::Result<Command> {
    let mut command = Command::new(std::env::current_exe()?);
    command.args(arguments);
    Ok(command)
}

/// A control that listens. Dropped, it ends.
struct Control {
    address: SocketAddr,
    child: Child,
}

impl Control {
    fn start(arguments: &[String]) -> Outcome<Self> {
        let mut child = again(arguments)?.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn()?;
        let mut line = String::new();
        let said = child.stdout.take().map(|out| BufReader::new(out).read_line(&mut line)).transpose()?;
        let port = line.trim().parse().map_err(|_| format!("a control did not start: {said:?}"))?;
        Ok(Self { address: SocketAddr::from((Ipv4Addr::LOCALHOST, port)), child })
    }
}

impl Drop for Control {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}
