//! A certificate authority of the sandbox's own, and one certificate for all its hosts. Both are made at each
//! start and never kept: who trusts the authority trusts this run only.

use std::sync::Arc;

use rcgen::{
    BasicConstraints, CertificateParams, CertifiedIssuer, DnType, ExtendedKeyUsagePurpose, IsCa, KeyPair,
    KeyUsagePurpose,
};
use rustls::ServerConfig;
use rustls::crypto::aws_lc_rs;
use rustls::pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};

use super::super::options::{SandboxError, TlsOptions};
use super::super::seed::Seed;

/// Makes the server's configuration and writes the authority's certificate where it was asked for.
pub fn configure(options: &TlsOptions, seed: &Seed) -> Result<ServerConfig, SandboxError> {
    let keys = |error: rcgen::Error| SandboxError::Keys(error.to_string());
    let authority = authority().map_err(keys)?;
    if let Some(path) = &options.ca_out {
        std::fs::write(path, authority.pem())
            .map_err(|source| SandboxError::File { path: path.clone(), source })?;
    }
    let key = KeyPair::generate().map_err(keys)?;
    let leaf =
        leaf(&options.domain, seed).and_then(|params| params.signed_by(&key, &authority)).map_err(keys)?;
    let private = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(key.serialize_der()));
    ServerConfig::builder_with_provider(Arc::new(aws_lc_rs::default_provider()))
        .with_safe_default_protocol_versions()
        .and_then(|builder| builder.with_no_client_auth().with_single_cert(vec![leaf.der().clone()], private))
        .map_err(|error| SandboxError::Keys(error.to_string()))
}

fn authority() -> Result<CertifiedIssuer<'static, KeyPair>, rcgen::Error> {
    let mut params = CertificateParams::new(Vec::new())?;
    params.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
    params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
    params.distinguished_name.push(DnType::CommonName, "Vestibule sandbox authority");
    CertifiedIssuer::self_signed(params, KeyPair::generate()?)
}

/// A wildcard for organizations to come, and each name by itself for clients that refuse wildcards.
fn leaf(domain: &str, seed: &Seed) -> Result<CertificateParams, rcgen::Error> {
    let slugs = seed.organizations.iter().map(|it| format!("{}.{domain}", it.slug));
    let names: Vec<String> = [domain.to_owned(), format!("*.{domain}"), format!("auth.{domain}")]
        .into_iter()
        .chain(slugs)
        .collect();
    let mut params = CertificateParams::new(names)?;
    params.use_authority_key_identifier_extension = true;
    params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
    params.distinguished_name.push(DnType::CommonName, domain);
    Ok(params)
}
