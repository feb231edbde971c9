use std::net::{Ipv4Addr, SocketAddr};
use std::path::Path;

use reqwest::{Certificate, Client};
use vestibule::sandbox::{SandboxOptions, TlsOptions};

use crate::bench::*;

async fn secure() -> (Bench, Client) {
    let directory = Path::new(env!("CARGO_TARGET_TMPDIR"));
    let ca = directory.join(format!("ca-{}.pem", std::process::id()));
    let tls = TlsOptions {
        domain: "cl.test".to_owned(),
        listen: SocketAddr::from((Ipv4Addr::LOCALHOST, 0)),
        ca_out: Some(ca.clone()),
    };
    let keys_dir = Some(directory.join("sandbox-keys"));
    let bench =
        Bench::started(SandboxOptions { tls: Some(tls), keys_dir, ..SandboxOptions::default() }).await;
    let authority = Certificate::from_pem(&std::fs::read(&ca).unwrap()).unwrap();
    std::fs::remove_file(ca).unwrap();
    let here = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
    let client = Client::builder()
        .no_proxy()
        .tls_certs_only([authority])
        .resolve("auth.cl.test", here)
        .resolve("acme.cl.test", here)
        .build()
        .unwrap();
    (bench, client)
}

#[tokio::test]
async fn over_https_the_host_names_the_service_and_the_issuer() {
    let (bench, client) = secure().await;
    let issuer = bench.sandbox.issuer();
    let port = issuer.rsplit(':').next().unwrap();
    assert_eq!(issuer, format!("https://auth.cl.test:{port}"));
    let answer =
        client.post(format!("{issuer}/oauth/token")).json(&ada("market:code:usa")).send().await.unwrap();
    let token = access(&read(answer).await.1);
    assert_eq!(claims(&token)["iss"], issuer);
    let keys = client.get(format!("{issuer}/.well-known/jwks.json")).send().await.unwrap();
    assert_eq!(keys.status(), 200);
    let url = format!("https://acme.cl.test:{port}/api/customers/AcmeCusAda");
    let shown = client.get(&url).bearer_auth(&token).header("accept", JSON_API).send().await.unwrap();
    assert_eq!(
        read(shown).await.1["data"]["links"]["self"],
        url,
        "links stay under the address that was called"
    );
    assert!(http().get(format!("{issuer}/")).send().await.is_err(), "others do not trust this authority");
}

#[tokio::test]
async fn over_plain_http_the_host_works_as_well_as_the_path() {
    let bench = Bench::new().await;
    let base = bench.sandbox.base_url();
    let by_host = bench.http.post(format!("{base}/oauth/token")).header("host", "auth.shop.localhost:8082");
    let token = access(&read(by_host.json(&guest("market:code:usa")).send().await.unwrap()).await.1);
    let request = bench.http.get(format!("{base}/api/organization")).header("host", "acme.shop.localhost");
    let (status, value) =
        read(request.header("accept", JSON_API).bearer_auth(&token).send().await.unwrap()).await;
    assert_eq!(status, 200);
    assert_eq!(value["data"]["links"]["self"], "http://acme.shop.localhost/api/organizations/AcmeOrgaId");
    let unknown = bench.http.get(format!("{base}/api/organization")).header("host", "unknown.shop.localhost");
    assert_eq!(read(unknown.send().await.unwrap()).await.0, 404);
}
