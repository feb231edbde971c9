//! Starts PostgreSQL's programs: as the right user, with nothing of our environment, and never outliving us.

use std::path::Path;
use std::process::Command;

use std::os::unix::process::CommandExt as _;

use super::home::Home;
use super::run_as::RunAs;

/// A command that runs in the cluster's directory as the cluster's user.
///
/// The environment is not handed on: it may hold our secrets, and `PG…` variables of the person at the
/// keyboard that would point PostgreSQL elsewhere. A process group of its own keeps the terminal's Ctrl-C
/// away, so that we end first and the database after us.
pub(super) fn command(program: &Path, home: &Home) -> Command {
    let mut command = Command::new(program);
    command.current_dir(home.root()).env_clear().env("LC_ALL", "C").process_group(0);
    for name in ["PATH", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "TMPDIR"] {
        if let Some(value) = std::env::var_os(name) {
            command.env(name, value);
        }
    }
    if let RunAs::Account { uid, gid } = home.run_as() {
        command.uid(uid).gid(gid);
    }
    end_with_us(&mut command);
    command
}

/// Asks the kernel for SIGINT (fast shutdown) to the child when the thread that starts it ends, so that even
/// `kill -9` of Vestibule leaves no database behind.
#[cfg(target_os = "linux")]
#[expect(unsafe_code, reason = "Command has no safe way to set the parent-death signal")]
fn end_with_us(command: &mut Command) {
    use rustix::process::{Signal, getpid, getppid, set_parent_process_death_signal};

    let us = getpid();
    let in_child = move || {
        set_parent_process_death_signal(Some(Signal::INT))?;
        // We may have died before the call above; then the signal never comes.
        if getppid() == Some(us) { Ok(()) } else { Err(rustix::io::Errno::SRCH.into()) }
    };
    // SAFETY: the closure runs between fork and exec, where only async-signal-safe calls are allowed. It makes
    // two system calls and allocates nothing: the error is built from a number.
    unsafe {
        command.pre_exec(in_child);
    }
}

/// Only Linux has a parent-death signal (FreeBSD's is left out); elsewhere the next start ends an orphan.
#[cfg(not(target_os = "linux"))]
fn end_with_us(_command: &mut Command) {}
