//! The files under `static/`, embedded (read from disk in a debug build). Their addresses carry the hash of
//! their content, so that a browser may keep them for ever.

use std::borrow::Cow;

use data_encoding::HEXLOWER;
use rust_embed::{EmbeddedFile, RustEmbed};

/// How many bytes of the SHA-256 hash stand in an address.
const FINGERPRINT: usize = 8;

#[derive(RustEmbed)]
#[folder = "static/"]
struct Static;

/// A file as it is answered.
pub struct Asset {
    /// Its content.
    pub content: Cow<'static, [u8]>,
    /// Its media type.
    pub media_type: &'static str,
    /// The hash that its address carries now: an answer under another hash must not be cached.
    pub hash: String,
}

/// The address of a file: `vestibule.css` is `/assets/<hash>/vestibule.css`.
pub fn asset(name: &str) -> String {
    let hash = Static::get(name).map_or_else(|| "missing".to_owned(), |file| fingerprint(&file));
    format!("/assets/{hash}/{name}")
}

/// The file called `name`; `None` where there is none.
pub fn find_asset(name: &str) -> Option<Asset> {
    let file = Static::get(name)?;
    let media_type = match name.rsplit_once('.')?.1 {
        "css" => "text/css; charset=utf-8",
        "js" => "text/javascript; charset=utf-8",
        "svg" => "image/svg+xml",
        _ => "application/octet-stream",
    };
    Some(Asset { hash: fingerprint(&file), content: file.data, media_type })
}

fn fingerprint(file: &EmbeddedFile) -> String {
    HEXLOWER.encode(&file.metadata.sha256_hash()[..FINGERPRINT])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_carries_the_hash_under_which_the_file_is_found() {
        for name in ["vestibule.css", "pages.js", "favicon.svg"] {
            let file = find_asset(name).unwrap();
            assert_eq!(asset(name), format!("/assets/{}/{name}", file.hash));
        }
        assert!(find_asset("../Cargo.toml").is_none());
        assert!(find_asset("nothing.css").is_none());
    }

    #[test]
    fn stylesheet_and_script_stay_light() {
        let size = |name| find_asset(name).unwrap().content.len();
        assert!(size("pages.js") < 10_000);
        assert!(size("vestibule.css") + size("pages.js") < 24_000, "leaves 6 kB for the page itself");
    }
}
