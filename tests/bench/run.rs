//! `make bench`: how fast the service is, beside controls of the same run. It starts everything it needs, the service
//! as a process of its own, prints one table, and leaves the figures in `target/bench.json`.
//!
//! Figures of a shared machine vary; ratios against the controls hold. Requests that fail are counted and published,
//! and make the run fail; aims that are missed do not.

mod control;
mod dice;
mod figures;
mod idle;
mod import;
mod load;
mod meter;
mod people;
mod plan;
mod service;
mod sign_ins;
mod table;
mod tokens;
mod traffic;
mod wire;
mod world;

use std::process::ExitCode;

use figures::Figures;
use plan::Plan;
use service::Service;
use world::World;

/// Whatever goes wrong outside of a measured request ends the run.
type Outcome<T> = Result<T, Box<dyn std::error::Error + Send + Sync>>;

#[tokio::main(flavor = "multi_thread", worker_threads = 2)]
async fn main() -> ExitCode {
    // As the product does: one TLS provider for the whole process.
    let _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let done = match control::asked_for(&arguments) {
        Some(role) => role.play().await.map(|()| ExitCode::SUCCESS),
        None => run(Plan::read(&arguments)).await,
    };
    done.unwrap_or_else(|problem| {
        eprintln!("{problem}");
        ExitCode::FAILURE
    })
}

async fn run(plan: Plan) -> Outcome<ExitCode> {
    let mut figures = Figures::of(&plan);
    let world = World::start().await?;
    idle::measure(&world, &plan, &mut figures).await?;
    let service = Service::start(&world, "").await?;
    let people = people::make(&world, plan.accounts).await?;
    let visitors = people::visitors(&service, &people[..plan.visitors]).await?;
    let bare = control::Bare { length: visitors.answer_length };
    let select = control::Select { length: visitors.answer_length };
    control::measure(&world, &plan, (&bare, &select), "before", &mut figures).await?;
    tokens::measure(&world, service, &visitors, &plan, &mut figures).await?;
    control::measure(&world, &plan, (&bare, &select), "after", &mut figures).await?;
    sign_ins::measure(&world, &people, &plan, &mut figures).await?;
    import::measure(&world, &plan, &mut figures).await?;
    world.stop().await?;
    figures.hold_against_controls();
    table::print(&figures);
    figures.write()?;
    Ok(if figures.failures.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
