//! Floor 2: argon2id on a bounded pool of its own. One computation needs 19 MiB and some 25 ms of a core: on
//! the server's own threads a few hundred sign-ins at once would stop every page and fill the memory
//! (catalogue E15). Here each thread owns one block of memory while there is work, the queue is bounded, and a full
//! queue says so.

use std::collections::VecDeque;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use argon2::{Algorithm, Argon2, Block, Params, Version};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD_NO_PAD;
use subtle::ConstantTimeEq;
use tokio::sync::{OwnedSemaphorePermit, Semaphore, oneshot};
use tokio::time::timeout;

use crate::foundation::{Secret, random_bytes};

/// m = 19 MiB, t = 2, p = 1: the first choice of OWASP's password storage cheat sheet.
const MEMORY_KIB: u32 = 19_456;
const PASSES: u32 = 2;
const LANES: u32 = 1;
const SALT: usize = 16;
const OUTPUT: usize = 32;

/// So long somebody waits for his turn at a check that takes much memory.
const PATIENCE: Duration = Duration::from_secs(5);

/// A thread without work for so long gives its block back: a node that nobody signs in at stays small.
const MEMORY_KEPT: Duration = Duration::from_secs(10);

/// No thread and no place in the queue is free: try again in a moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("too many passwords are being checked at once")]
pub struct Busy;

/// The pool.
pub struct Hasher {
    queue: Arc<Queue>,
    greedy: Arc<Semaphore>,
}

/// Where computations wait for a thread.
struct Queue {
    line: Mutex<Line>,
    called: Condvar,
    places: usize,
    computations: AtomicU64,
}

#[derive(Default)]
struct Line {
    jobs: VecDeque<Job>,
    closed: bool,
}

/// What a thread finds when it has waited.
enum Turn {
    Job(Job),
    Nothing,
    Closed,
}

/// Whether a password made a hash that is none of ours.
type Check = Box<dyn FnOnce(&Secret) -> bool + Send>;

struct Job {
    password: Secret,
    parts: Parts,
    check: Option<Check>,
    answer: oneshot::Sender<Option<[u8; OUTPUT]>>,
}

/// What a hash was made with.
#[derive(Clone, Debug, PartialEq)]
struct Parts {
    memory_kib: u32,
    passes: u32,
    lanes: u32,
    salt: Vec<u8>,
}

impl Hasher {
    /// Starts `threads` threads, before which at most `queue` computations wait.
    ///
    /// # Errors
    /// When the operating system gives no thread.
    pub fn start(threads: usize, queue: usize) -> std::io::Result<Self> {
        let queue = Arc::new(Queue {
            line: Mutex::default(),
            called: Condvar::new(),
            places: queue.max(1),
            computations: AtomicU64::new(0),
        });
        // First, so that threads that did start end with it where one does not.
        let hasher = Self { queue: Arc::clone(&queue), greedy: Arc::new(Semaphore::new(1)) };
        for number in 0..threads.max(1) {
            let queue = Arc::clone(&queue);
            std::thread::Builder::new().name(format!("argon2-{number}")).spawn(move || work(&queue))?;
        }
        Ok(hasher)
    }

    /// Looks whether there is a place in the queue, before anything is done or counted for an attempt: whoever is
    /// sent away at once costs next to nothing. It is only a look; the place may be gone a moment later.
    pub fn has_room(&self) -> Result<(), Busy> {
        if self.queue.lock().jobs.len() < self.queue.places { Ok(()) } else { Err(Busy) }
    }

    /// The hash of a new password, as a PHC string.
    pub async fn hash(&self, password: &Secret) -> Result<String, Busy> {
        let parts = Parts::new();
        let output = self.compute(password, parts.clone(), None).await?.ok_or(Busy)?;
        Ok(parts.to_phc(&output))
    }

    /// The hash of `password` where `check` says that it made another system's hash. Both are computed, whether or not
    /// it did: a wrong one takes as long as a right one, and no foreign hash, however cheap, is answered more quickly
    /// than nobody's (catalogue F).
    pub async fn convert(
        &self,
        password: &Secret,
        check: impl FnOnce(&Secret) -> bool + Send + 'static,
    ) -> Result<Option<String>, Busy> {
        let parts = Parts::new();
        let output = self.compute(password, parts.clone(), Some(Box::new(check))).await?;
        Ok(output.map(|output| parts.to_phc(&output)))
    }

    /// A turn for a check that takes far more memory than our own hashes: one is under way at a time. Goes into the check
    /// itself, which ends later than whoever asked for it may wait.
    pub async fn turn_of_greedy(&self) -> Result<OwnedSemaphorePermit, Busy> {
        let turn = Arc::clone(&self.greedy).acquire_owned();
        timeout(PATIENCE, turn).await.map_err(|_| Busy)?.map_err(|_| Busy)
    }

    /// Whether `hash` is made as [`Hasher::hash`] makes hashes now.
    pub fn is_own(hash: &str) -> bool {
        hash.starts_with("$argon2id$") && Parts::from_phc(hash).is_some_and(|(parts, _)| parts.is_present())
    }

    /// Whether `password` made `hash`. Where there is no hash the same work is done for nothing, so that the
    /// time of the answer does not tell whether there is one (catalogue F).
    pub async fn verify(&self, password: &Secret, hash: Option<&str>) -> Result<bool, Busy> {
        let stored = hash.and_then(Parts::from_phc);
        let (parts, expected) = stored.unwrap_or_else(|| (Parts::dummy(), [0; OUTPUT]));
        let output = self.compute(password, parts, None).await?;
        let equal = output.is_some_and(|output| output.ct_eq(&expected).into());
        Ok(equal && hash.is_some())
    }

    /// How many computations were done since the start.
    pub fn computations(&self) -> u64 {
        self.queue.computations.load(Ordering::Relaxed)
    }

    async fn compute(
        &self,
        password: &Secret,
        parts: Parts,
        check: Option<Check>,
    ) -> Result<Option<[u8; OUTPUT]>, Busy> {
        let (answer, result) = oneshot::channel();
        let job = Job { password: password.clone(), parts, check, answer };
        self.queue.join(job)?;
        result.await.map_err(|_| Busy)
    }
}

impl Drop for Hasher {
    fn drop(&mut self) {
        self.queue.lock().closed = true;
        self.queue.called.notify_all();
    }
}

impl Queue {
    fn join(&self, job: Job) -> Result<(), Busy> {
        let mut line = self.lock();
        if line.jobs.len() >= self.places {
            return Err(Busy);
        }
        line.jobs.push_back(job);
        self.called.notify_one();
        Ok(())
    }

    fn turn(&self) -> Turn {
        let idle = |line: &mut Line| line.jobs.is_empty() && !line.closed;
        let waited = self.called.wait_timeout_while(self.lock(), MEMORY_KEPT, idle);
        let (mut line, _) = waited.unwrap_or_else(PoisonError::into_inner);
        match line.jobs.pop_front() {
            Some(job) => Turn::Job(job),
            None if line.closed => Turn::Closed,
            None => Turn::Nothing,
        }
    }

    fn lock(&self) -> MutexGuard<'_, Line> {
        self.line.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn work(queue: &Queue) {
    let mut memory = Vec::new();
    loop {
        let job = match queue.turn() {
            Turn::Job(job) => job,
            Turn::Nothing => {
                memory = Vec::new();
                continue;
            }
            Turn::Closed => return,
        };
        // Nobody waits any more: the browser went away.
        if job.answer.is_closed() {
            continue;
        }
        queue.computations.fetch_add(1, Ordering::Relaxed);
        let output = compute(&job.password, &job.parts, &mut memory);
        let fits = job.check.is_none_or(|check| holds(check, &job.password));
        let _ = job.answer.send(output.filter(|_| fits));
    }
}

/// A library that stumbles over a hostile hash must not take the thread with it.
fn holds(check: Check, password: &Secret) -> bool {
    catch_unwind(AssertUnwindSafe(|| check(password))).unwrap_or(false)
}

fn compute(password: &Secret, parts: &Parts, memory: &mut Vec<Block>) -> Option<[u8; OUTPUT]> {
    let params = Params::new(parts.memory_kib, parts.passes, parts.lanes, Some(OUTPUT)).ok()?;
    if memory.len() < params.block_count() {
        memory.resize(params.block_count(), Block::default());
    }
    let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
    let mut output = [0; OUTPUT];
    argon2
        .hash_password_into_with_memory(
            password.expose().as_bytes(),
            &parts.salt,
            &mut output,
            &mut memory[..],
        )
        .ok()?;
    Some(output)
}

impl Parts {
    fn new() -> Self {
        Self { salt: random_bytes::<SALT>().to_vec(), ..Self::dummy() }
    }

    fn is_present(&self) -> bool {
        Self { salt: vec![0; SALT], ..self.clone() } == Self::dummy() && self.salt.len() >= SALT
    }

    fn dummy() -> Self {
        Self { memory_kib: MEMORY_KIB, passes: PASSES, lanes: LANES, salt: vec![0; SALT] }
    }

    fn to_phc(&self, output: &[u8]) -> String {
        let Self { memory_kib, passes, lanes, salt } = self;
        let (salt, output) = (STANDARD_NO_PAD.encode(salt), STANDARD_NO_PAD.encode(output));
        format!("$argon2id$v=19$m={memory_kib},t={passes},p={lanes}${salt}${output}")
    }

    fn from_phc(text: &str) -> Option<(Self, [u8; OUTPUT])> {
        let rest = text.strip_prefix("$argon2id$v=19$m=")?;
        let (memory_kib, rest) = rest.split_once(",t=")?;
        let (passes, rest) = rest.split_once(",p=")?;
        let (lanes, rest) = rest.split_once('$')?;
        let (salt, output) = rest.split_once('$')?;
        let parts = Self {
            memory_kib: memory_kib.parse().ok()?,
            passes: passes.parse().ok()?,
            lanes: lanes.parse().ok()?,
            salt: STANDARD_NO_PAD.decode(salt).ok()?,
        };
        // Only ever our own hashes; a row that says otherwise must not be able to buy a minute of argon2.
        let bounded = parts.memory_kib <= MEMORY_KIB && parts.passes <= 4 && parts.lanes == LANES;
        let output = STANDARD_NO_PAD.decode(output).ok()?.try_into().ok()?;
        bounded.then_some((parts, output))
    }
}

#[cfg(test)]
mod tests;
