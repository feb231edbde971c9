//! From the start to the first ready answer on a database that is up to date, and the memory of a service that nobody
//! asks anything.

use crate::Outcome;
use crate::figures::Figures;
use crate::plan::Plan;
use crate::service::Service;
use crate::world::World;

/// Starts it several times; the last one is left alone for a while.
pub async fn measure(world: &World, plan: &Plan, figures: &mut Figures) -> Outcome<()> {
    let mut starts = Vec::new();
    for _ in 1..plan.starts {
        let service = Service::start(world, "").await?;
        starts.push(service.ready_after);
        service.stop().await?;
    }
    let service = Service::start(world, "").await?;
    starts.push(service.ready_after);
    starts.sort();
    figures.put("ready_ms", starts[starts.len() / 2].as_secs_f64() * 1e3);
    tokio::time::sleep(plan.idling).await;
    let memory = service.meter().memory()?;
    figures.put("idle_mb", memory.resident);
    figures.put("idle_anonymous_mb", memory.anonymous);
    service.stop().await
}
