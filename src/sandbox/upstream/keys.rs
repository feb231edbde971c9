//! The keys that tokens are signed with: one RSA and one P-256 key a generation. Making RSA keys takes time, so
//! all providers of a process share them; the attacker's key is one more of the same.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use aws_lc_rs::digest::{SHA256, digest};
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair as _, RSA_PKCS1_SHA256, RsaKeyPair,
};
use data_encoding::HEXLOWER;
use rcgen::{CertificateParams, KeyPair, PKCS_ECDSA_P256_SHA256, PKCS_RSA_SHA256, RsaKeySize};
use serde_json::{Value, json};

use super::super::encoding::base64url;
use super::super::keys::integers;

/// The generations of this process.
static MADE: Mutex<Option<HashMap<usize, Arc<Generation>>>> = Mutex::new(None);

/// No provider rotates this often.
const ATTACKER: usize = usize::MAX;

/// The `kid` of the attacker's keys.
pub const ATTACKER_KID: &str = "attacker";

/// Two keys that are rotated together.
pub struct Generation {
    pub rsa: Key<RsaKeyPair>,
    pub ec: Key<EcdsaKeyPair>,
}

/// A key with its public half.
pub struct Key<P> {
    pair: P,
    pub kid: String,
    /// The public key as a JWK.
    pub jwk: Value,
    /// The public key, PEM.
    pub public_pem: String,
    /// A certificate that the key signed itself, PEM.
    pub certificate: String,
}

/// The generations of one provider, newest last; the newest signs.
pub struct KeyRing {
    all: Vec<Arc<Generation>>,
    /// How many of the newest are published.
    published: usize,
}

impl KeyRing {
    /// The first generation.
    pub fn new() -> Result<Self, String> {
        Ok(Self { all: vec![generation(0)?], published: 1 })
    }

    /// What signs now.
    pub fn current(&self) -> Option<Arc<Generation>> {
        self.all.last().cloned()
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.all.len()
    }

    /// Signs with `next` from now on; the older ones stay published, or none of them.
    pub fn rotate_to(&mut self, next: Arc<Generation>, keep_old: bool) {
        self.all.push(next);
        self.published = if keep_old { self.published + 1 } else { 1 };
    }

    /// The JWKs that clients see, newest first.
    pub fn published(&self) -> Vec<Value> {
        jwks(self.all.iter().rev().take(self.published))
    }

    /// The JWKs of all generations: a token of ours stays ours when its key is no longer published.
    pub fn ever(&self) -> Vec<Value> {
        jwks(self.all.iter())
    }
}

fn jwks<'a>(generations: impl Iterator<Item = &'a Arc<Generation>>) -> Vec<Value> {
    generations.flat_map(|it| [it.rsa.jwk.clone(), it.ec.jwk.clone()]).collect()
}

/// The `number`th generation of this process; the lock is held while it is made, so that providers that start at
/// the same time wait for one key instead of making one each.
pub fn generation(number: usize) -> Result<Arc<Generation>, String> {
    let mut made = MADE.lock().unwrap_or_else(PoisonError::into_inner);
    let made = made.get_or_insert_default();
    if let Some(generation) = made.get(&number) {
        return Ok(Arc::clone(generation));
    }
    let kid = (number == ATTACKER).then_some(ATTACKER_KID);
    let generation = Arc::new(Generation { rsa: Key::rsa(kid)?, ec: Key::ec(kid)? });
    made.insert(number, Arc::clone(&generation));
    Ok(generation)
}

/// Keys that no provider publishes as its own.
pub fn attacker() -> Result<Arc<Generation>, String> {
    generation(ATTACKER)
}

impl Key<RsaKeyPair> {
    fn rsa(kid: Option<&str>) -> Result<Self, String> {
        let made = KeyPair::generate_rsa_for(&PKCS_RSA_SHA256, RsaKeySize::_2048).map_err(text)?;
        let pair = RsaKeyPair::from_pkcs8(made.serialized_der()).map_err(text)?;
        let public = pair.public_key().as_ref();
        let kid = kid.map_or_else(|| thumb(public), str::to_owned);
        let (n, e) = integers(public).unwrap_or_default();
        let jwk = json!({
            "kty": "RSA", "n": base64url(n), "e": base64url(e), "kid": kid, "alg": "RS256", "use": "sig",
        });
        Self::new(pair, kid, jwk, &made)
    }

    /// RSASSA-PKCS1-v1_5 with SHA-256.
    pub fn sign(&self, message: &[u8]) -> Option<Vec<u8>> {
        let mut signature = vec![0; self.pair.public_modulus_len()];
        self.pair.sign(&RSA_PKCS1_SHA256, &SystemRandom::new(), message, &mut signature).ok()?;
        Some(signature)
    }
}

impl Key<EcdsaKeyPair> {
    fn ec(kid: Option<&str>) -> Result<Self, String> {
        let made = KeyPair::generate_for(&PKCS_ECDSA_P256_SHA256).map_err(text)?;
        let pair = EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, made.serialized_der());
        let pair = pair.map_err(text)?;
        let public = pair.public_key().as_ref();
        let kid = kid.map_or_else(|| thumb(public), str::to_owned);
        // An uncompressed point: 4, then two coordinates of 32 bytes (SEC 1, 2.3.3).
        let (x, y) = public.get(1..).unwrap_or_default().split_at_checked(32).unwrap_or_default();
        let jwk = json!({
            "kty": "EC", "crv": "P-256", "x": base64url(x), "y": base64url(y), "kid": kid, "alg": "ES256",
            "use": "sig",
        });
        Self::new(pair, kid, jwk, &made)
    }

    /// ECDSA with SHA-256, r and s one after the other (RFC 7518, 3.4).
    pub fn sign(&self, message: &[u8]) -> Option<Vec<u8>> {
        Some(self.pair.sign(&SystemRandom::new(), message).ok()?.as_ref().to_vec())
    }
}

impl<P> Key<P> {
    fn new(pair: P, kid: String, jwk: Value, made: &KeyPair) -> Result<Self, String> {
        let params = CertificateParams::new(vec!["attacker.example".to_owned()]).map_err(text)?;
        let certificate = params.self_signed(made).map_err(text)?.pem();
        Ok(Self { pair, kid, jwk, public_pem: made.public_key_pem(), certificate })
    }
}

fn thumb(public: &[u8]) -> String {
    HEXLOWER.encode(&digest(&SHA256, public).as_ref()[..8])
}

#[expect(clippy::needless_pass_by_value, reason = "map_err gives it away")]
fn text(error: impl ToString) -> String {
    error.to_string()
}
