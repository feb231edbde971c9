//! The token and the session, as storefronts ask for them.

use crate::Outcome;
use crate::figures::Figures;
use crate::people::{self, Visitors};
use crate::plan::Plan;
use crate::service::Service;
use crate::traffic::Traffic;
use crate::world::World;

/// No visitor and no token is remembered by the node: every answer comes from Postgres.
const FROM_POSTGRES: &str = "[tokens]\nmemory = 0\n";

/// Measures with a node that remembers, then with one that does not.
pub async fn measure(
    world: &World,
    service: Service,
    visitors: &Visitors,
    plan: &Plan,
    figures: &mut Figures,
) -> Outcome<()> {
    let (address, meter) = (service.address, service.meter());
    let asked = [
        ("token_memory", visitors.tokens(address)),
        ("token_guest", people::guests(address)),
        ("session", visitors.sessions(address)),
    ];
    for (name, questions) in asked {
        Traffic { name, address, meter, questions }.measure(plan, "", figures).await?;
    }
    service.stop().await?;
    through_postgres(world, visitors, plan, figures).await
}

async fn through_postgres(
    world: &World,
    visitors: &Visitors,
    plan: &Plan,
    figures: &mut Figures,
) -> Outcome<()> {
    let service = match Service::start(world, FROM_POSTGRES).await {
        Ok(service) => service,
        Err(problem) => {
            figures.fail_for("token_postgres", &problem.to_string(), 1);
            figures.note_traffic("token_postgres", "");
            return Ok(());
        }
    };
    let (address, meter) = (service.address, service.meter());
    let questions = visitors.tokens(address);
    Traffic { name: "token_postgres", address, meter, questions }.measure(plan, "", figures).await?;
    service.stop().await
}
