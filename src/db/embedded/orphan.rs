//! What a crashed owner may have left behind in the data directory: a PostgreSQL that still runs, or a
//! `postmaster.pid` whose number means something else today. Called with the lock held, so the owner is gone.

use std::fs;
use std::path::Path;
use std::thread;
use std::time::Duration;

use rustix::process::{Pid, Signal, kill_process, test_kill_process};

use super::EmbeddedError;
use super::server::MARK;

/// How long an orphan may take to shut down: 300 looks, 100 ms apart; then it is told to drop everything.
const LOOKS: u32 = 300;

/// Ends an orphan of ours and removes a stale `postmaster.pid`. Never touches a server that we did not start.
pub(super) fn end(data: &Path) -> Result<(), EmbeddedError> {
    let file = data.join("postmaster.pid");
    let Some(pid) = fs::read_to_string(&file).ok().as_deref().and_then(first_line_pid) else { return Ok(()) };
    let Some(command_line) = command_line(pid) else {
        return Ok(()); // PostgreSQL itself recognises the file of a dead process.
    };
    let data_argument = data.to_string_lossy();
    if command_line.contains(MARK) && command_line.contains(&*data_argument) {
        return shut_down(pid);
    }
    if is_postgres(&command_line) {
        return Err(EmbeddedError::Foreign { pid: pid.as_raw_nonzero().get(), data: data.to_owned() });
    }
    // The number was given to another program, as happens at each start of a container, or to a process that
    // ended and that nobody waited for. PostgreSQL only sees that the number is taken, and would refuse.
    fs::remove_file(&file).map_err(|source| EmbeddedError::io(format!("remove {}", file.display()), source))
}

fn first_line_pid(text: &str) -> Option<Pid> {
    text.lines().next()?.trim().parse().ok().and_then(Pid::from_raw)
}

fn is_postgres(command_line: &str) -> bool {
    let program = command_line.split([' ', ':']).next().unwrap_or_default();
    let name = Path::new(program).file_name().unwrap_or_default();
    name == "postgres" || name == "postmaster"
}

/// The command line of a process, empty for one that ended and was not waited for yet.
fn command_line(pid: Pid) -> Option<String> {
    let number = pid.as_raw_nonzero().get();
    if Path::new("/proc/self/cmdline").exists() {
        let line = fs::read(format!("/proc/{number}/cmdline")).ok()?;
        return Some(String::from_utf8_lossy(&line).replace('\0', " "));
    }
    let ps = std::process::Command::new("ps").args(["-o", "command=", "-p", &number.to_string()]).output();
    let line = ps.ok().filter(|ps| ps.status.success())?.stdout;
    Some(String::from_utf8_lossy(&line).into_owned())
}

/// Gone, or a zombie: in a container often nobody waits for orphans. The command line would be too early a
/// sign, it vanishes before shared memory and sockets do.
fn has_ended(pid: Pid) -> bool {
    let status = fs::read_to_string(format!("/proc/{}/stat", pid.as_raw_nonzero()));
    let zombie = status.is_ok_and(|text| text.rsplit(") ").next().is_some_and(|rest| rest.starts_with('Z')));
    zombie || test_kill_process(pid).is_err()
}

fn shut_down(pid: Pid) -> Result<(), EmbeddedError> {
    tracing::info!(pid = pid.as_raw_nonzero().get(), "ending the embedded database of a crashed predecessor");
    for signal in [Signal::INT, Signal::QUIT] {
        if kill_process(pid, signal).is_err() {
            return Ok(()); // It is gone already.
        }
        for _ in 0..LOOKS {
            if has_ended(pid) {
                return Ok(());
            }
            thread::sleep(Duration::from_millis(100));
        }
    }
    Err(EmbeddedError::NotReady { what: "of a crashed predecessor does not end", log: String::new() })
}
