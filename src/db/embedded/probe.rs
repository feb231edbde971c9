//! Asks a PostgreSQL whether it takes connections: a start-up packet, and a look at the first byte of the
//! answer. Needs no client program and no pool.

use std::io::{Read as _, Write as _};
use std::os::unix::net::UnixStream;
use std::path::Path;
use std::time::Duration;

use super::{PORT, ROLE};

/// Version 3.0 of the protocol.
const PROTOCOL: i32 = 3 << 16;

/// True when the server asks who we are, and no longer answers that it is starting up.
pub(super) fn answers(socket_directory: &Path) -> bool {
    ask(socket_directory).is_some_and(|kind| kind == b'R')
}

fn ask(socket_directory: &Path) -> Option<u8> {
    let mut stream = UnixStream::connect(socket_directory.join(format!(".s.PGSQL.{PORT}"))).ok()?;
    stream.set_read_timeout(Some(Duration::from_secs(2))).ok()?;
    stream.set_write_timeout(Some(Duration::from_secs(2))).ok()?;
    stream.write_all(&start_up_packet()).ok()?;
    let mut kind = [0];
    stream.read_exact(&mut kind).ok()?;
    // Terminate, so that the log does not complain of a lost client.
    stream.write_all(&[b'X', 0, 0, 0, 4]).ok()?;
    Some(kind[0])
}

/// Length (including itself), protocol, then names and values, each ended by a zero, and a last zero.
fn start_up_packet() -> Vec<u8> {
    let body = format!("user\0{ROLE}\0database\0postgres\0\0");
    let length = i32::try_from(body.len() + 8).unwrap_or(i32::MAX);
    [&length.to_be_bytes()[..], &PROTOCOL.to_be_bytes(), body.as_bytes()].concat()
}
