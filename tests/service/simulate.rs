//! A small day of `vestibule simulate`: it has everything that the large one has.

use vestibule::cli::simulate::{Plan, simulate};

use super::bench::{Database, prepare_tls};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_day_with_an_outage_a_revocation_and_a_campaign_stays_within_thirty_calls_a_minute() {
    prepare_tls();
    let database = Database::fresh().await;
    let plan = Plan { sample_every: 20, ..Plan::of(4_000, 7) };
    let report = simulate(&plan, &database.options, &|_| {}).await.unwrap();
    println!("{report}");
    assert_eq!(report.problems(), Vec::<String>::new());
    let visits: u64 = report.phases.iter().map(|phase| phase.visits).sum();
    assert_eq!(visits, 4_000, "everybody got a token in the end");
    assert!(report.reports > 0, "the revocation was noticed");
    assert!(report.sampled >= 150, "and many visits went through a real server, too");
    let campaign = report.phases.last().unwrap();
    assert!(campaign.told_to_come_back > 0, "ninety sign-ins in a minute do not fit into one");
    assert!(campaign.wait_max < 600, "the queue of the campaign gets shorter: {campaign:?}");
}
