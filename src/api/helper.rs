//! `GET /vestibule.js`: the module for the pages of shops. Any page may load it, since it holds nothing of anybody's.
//!
//! A version that was given out once is answered for ever under its own address, because shops pin its hash: to
//! change the module, keep its old text under `static/vestibule-<version>.js` and add it to [`VERSIONS`].

use actix_web::http::header::{
    ACCESS_CONTROL_ALLOW_ORIGIN, CACHE_CONTROL, CONTENT_TYPE, ETAG, HeaderName, HeaderValue, IF_NONE_MATCH,
};
use actix_web::{HttpRequest, HttpResponse, web};
use aws_lc_rs::digest::{SHA256, digest};
use data_encoding::HEXLOWER;

use super::error::{ApiError, not_found};

/// The oldest first; the last is the one without a version in its address.
const VERSIONS: [(&str, &str); 1] = [("1.0.0", include_str!("../../static/vestibule.js"))];
const LATEST: &str = VERSIONS[VERSIONS.len() - 1].1;

const FOR_MINUTES: &str = "public, max-age=300";
const FOR_EVER: &str = "public, max-age=31536000, immutable";
const RESOURCE_POLICY: HeaderName = HeaderName::from_static("cross-origin-resource-policy");

/// The latest version.
pub async fn latest(request: HttpRequest) -> HttpResponse {
    answer(&request, LATEST, FOR_MINUTES)
}

/// `/vestibule-<version>.js`
pub async fn versioned(request: HttpRequest, version: web::Path<String>) -> Result<HttpResponse, ApiError> {
    match VERSIONS.iter().find(|(known, _)| *known == version.as_str()) {
        Some((_, module)) => Ok(answer(&request, module, FOR_EVER)),
        None => not_found().await,
    }
}

fn answer(request: &HttpRequest, module: &'static str, caching: &'static str) -> HttpResponse {
    let tag = entity_tag(module);
    let known = request.headers().get(IF_NONE_MATCH).and_then(|tags| tags.to_str().ok());
    let is_known = known.is_some_and(|tags| tags.contains(&tag));
    let mut answer = if is_known { HttpResponse::NotModified() } else { HttpResponse::Ok() };
    answer
        .insert_header((ETAG, tag))
        .insert_header((CACHE_CONTROL, caching))
        // Modules of another origin are asked for by CORS; a pinned hash needs that, too.
        .insert_header((ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*")))
        .insert_header((RESOURCE_POLICY, HeaderValue::from_static("cross-origin")))
        .insert_header((CONTENT_TYPE, "text/javascript; charset=utf-8"));
    if is_known { answer.finish() } else { answer.body(module) }
}

/// Weak, because the same text travels compressed in several ways.
fn entity_tag(module: &str) -> String {
    format!("W/\"{}\"", HEXLOWER.encode(&digest(&SHA256, module.as_bytes()).as_ref()[..8]))
}

#[cfg(test)]
mod tests {
    use aws_lc_rs::digest::SHA384;
    use data_encoding::BASE64;

    use super::*;

    #[test]
    fn the_readme_shows_the_hash_of_the_latest_version_under_its_own_address() {
        let readme = include_str!("../../README.md");
        let hash = BASE64.encode(digest(&SHA384, LATEST.as_bytes()).as_ref());
        let version = VERSIONS[VERSIONS.len() - 1].0;
        assert!(readme.contains(&format!("/vestibule-{version}.js")), "{version}");
        assert!(readme.contains(&format!("integrity=\"sha384-{hash}\"")), "sha384-{hash}");
    }

    #[test]
    fn each_version_says_itself_which_it_is() {
        for (version, module) in VERSIONS {
            assert!(module.contains(&format!("export const version = \"{version}\";")), "{version}");
        }
    }

    #[test]
    fn the_module_stays_small_and_needs_nothing() {
        assert!(LATEST.len() < 13_000);
        assert!(!LATEST.contains("\nimport "));
    }
}
