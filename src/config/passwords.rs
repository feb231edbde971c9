//! `[passwords]`: the rule for new passwords and what hashing may cost.

/// `[passwords]`
#[derive(Clone, Copy, Debug)]
pub struct PasswordSettings {
    /// `min_length`: in characters, 8 to 64; default 15, what NIST SP 800-63B-4 (3.1.1.2) asks of a password
    /// that is the only factor.
    pub min_length: usize,
    /// `hashing_threads`: how many argon2 computations run at once, 19 MiB each; default one per core.
    pub hashing_threads: usize,
    /// `hashing_queue`: how many may wait for a thread before "busy" is answered; default 64 per thread.
    pub hashing_queue: usize,
}
