//! The service as a process of its own: the binary that is released, with its usual log, on the system's clock.

use std::net::SocketAddr;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process};

use crate::Outcome;
use crate::meter::Meter;
use crate::wire::Connection;
use crate::world::World;

const READY: &[u8] = b"GET /health/ready HTTP/1.1\r\nhost: localhost\r\n\r\n";
const START_LIMIT: Duration = Duration::from_secs(20);
const END_LIMIT: Duration = Duration::from_secs(10);

/// A running service. Dropped, it is killed.
pub struct Service {
    /// Where it listens.
    pub address: SocketAddr,
    /// From the start of the process to the first answer that it is ready.
    pub ready_after: Duration,
    child: Child,
}

impl Service {
    /// Starts it with the settings of the world and `more`, and waits until it is ready.
    pub async fn start(world: &World, more: &str) -> Outcome<Self> {
        let settings = world.write_settings(more)?;
        let began = Instant::now();
        let child = vestibule("serve", &settings).stderr(Stdio::null()).spawn()?;
        let mut service = Self { address: world.address, ready_after: Duration::ZERO, child };
        while !is_ready(world.address).await {
            if began.elapsed() > START_LIMIT || service.child.try_wait()?.is_some() {
                return Err(why_not(&settings)?.into());
            }
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
        service.ready_after = began.elapsed();
        Ok(service)
    }

    /// Its counters.
    pub fn meter(&self) -> Meter {
        Meter::of(&self.child)
    }

    /// Asks it to stop, and waits until it has.
    pub async fn stop(mut self) -> Outcome<()> {
        kill_process(Pid::from_child(&self.child), Signal::TERM)?;
        let began = Instant::now();
        while self.child.try_wait()?.is_none() && began.elapsed() < END_LIMIT {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        Ok(())
    }
}

impl Drop for Service {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

fn vestibule(command: &str, settings: &Path) -> Command {
    let mut vestibule = Command::new(env!("CARGO_BIN_EXE_vestibule"));
    vestibule.args([command, "--config"]).arg(settings).env_clear().stdin(Stdio::null());
    vestibule
}

/// What `vestibule check` has to say of settings that nothing starts with.
fn why_not(settings: &Path) -> Outcome<String> {
    let checked = vestibule("check", settings).output()?;
    let said = [checked.stdout, checked.stderr].concat();
    Ok(format!(
        "the service did not become ready; vestibule check says: {}",
        String::from_utf8_lossy(&said).trim()
    ))
}

async fn is_ready(address: SocketAddr) -> bool {
    let Ok(mut connection) = Connection::open(address).await else { return false };
    connection.ask(READY).await.is_ok_and(|answer| answer.status == 200)
}
