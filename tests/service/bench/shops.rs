//! The world of the tests: two organizations with four shops, as the settings and the sandbox know them.

use url::form_urlencoded;
use vestibule::foundation::Secret;
use vestibule::sandbox::{CredentialSeed, Kind, Mode, Sandbox, Seed};

/// A shop of acme that gets its token by asking for it (`handover = "session"`).
pub const WEB: &str = "acme-web-shop-client-id-0000000000000000001";
/// A shop of acme that gets its token in the return address (`handover = "query"`).
pub const LEGACY: &str = "acme-legacy-shop-client-id-0000000000000001";
/// A shop of acme that shows our pages in a frame.
pub const FRAMED: &str = "acme-framed-shop-client-id-0000000000000001";
/// The shop of globex.
pub const GLOBEX: &str = "globex-web-shop-client-id-00000000000000001";

const FRAMED_SECRET: &str = "acme-framed-shop-secret-0000000000000000001";

/// The built-in seed, with one shop more, and with the plan that Vestibule needs for both organizations.
pub fn seed() -> Seed {
    let mut seed = Seed::default();
    for organization in &mut seed.organizations {
        organization.enterprise = true;
    }
    seed.organizations[0].credentials.push(CredentialSeed {
        id: "AcmeFramed".to_owned(),
        name: "framed shop".to_owned(),
        kind: Kind::SalesChannel,
        client_id: FRAMED.to_owned(),
        client_secret: Secret::new(FRAMED_SECRET),
        mode: Mode::Test,
        expires_in: None,
        scopes: "market:all".to_owned(),
        may_anonymize: false,
    });
    seed
}

/// The settings file.
pub fn settings(public_url: &str, sandbox: &Sandbox) -> String {
    let auth_url = sandbox.auth_url();
    let issuer = sandbox.issuer();
    let (acme, globex) = (sandbox.api_url("acme"), sandbox.api_url("globex"));
    format!(
        r#"
[server]
public_url = "{public_url}"

[database]
url = "postgres://nobody@localhost/replaced"

[secrets]
encryption_keys = ["AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="]

[mail]
from = "Shops <hello@shops.example>"
transport = "memory"

[passwords]
hashing_threads = 2
hashing_queue = 128

[organizations.acme]
auth_url = "{auth_url}"
api_url = "{acme}"
issuer = "{issuer}"
integration.client_id = "acme-integration-client-id-0000000000000001"
integration.client_secret = "acme-integration-secret-0000000000000000001"

[organizations.globex]
auth_url = "{auth_url}"
api_url = "{globex}"
issuer = "{issuer}"
integration.client_id = "globex-integration-client-id-00000000000001"
integration.client_secret = "globex-integration-secret-00000000000000001"

[[storefronts]]
name = "Acme Web"
organization = "acme"
client_id = "{WEB}"
client_secret = "acme-web-shop-secret-0000000000000000000001"
scopes = ["market:code:usa", "market:code:europe", "market:code:vip", "market:id:AcmeMktUsa stock_location:id:AcmeStkUsa"]
home = "https://shop.acme.example/"
return_addresses = ["https://shop.acme.example", "https://deals.acme.example/eu/*"]

[[storefronts]]
name = "Acme Legacy"
organization = "acme"
client_id = "{LEGACY}"
client_secret = "acme-legacy-shop-secret-0000000000000000001"
scopes = ["market:code:usa", "market:code:europe", "market:code:vip"]
home = "https://legacy.acme.example/en/"
return_addresses = ["https://legacy.acme.example"]
handover = "query"

[[storefronts]]
name = "Acme Framed"
organization = "acme"
client_id = "{FRAMED}"
client_secret = "{FRAMED_SECRET}"
scopes = ["market:code:usa"]
home = "https://framed.acme.example/"
return_addresses = ["https://framed.acme.example"]
handover = "query"
framing = true
languages = ["it", "en"]

[[storefronts]]
name = "Globex"
organization = "globex"
client_id = "{GLOBEX}"
client_secret = "globex-web-shop-secret-00000000000000000001"
scopes = ["market:code:world"]
home = "https://globex.example/"
return_addresses = ["https://globex.example"]
"#
    )
}

/// A link of a shop, as its pages would build it.
#[derive(Clone, Debug)]
pub struct Link {
    path: String,
    parameters: Vec<(String, String)>,
}

/// A link of the shop with session hand-over.
pub fn web() -> Link {
    Link::of(WEB, "market:code:usa", "https://shop.acme.example/cart")
}

/// A link of the shop with hand-over in the address.
pub fn legacy() -> Link {
    Link::of(LEGACY, "market:code:usa", "https://legacy.acme.example/cart")
}

/// A link of the shop that may frame.
pub fn framed() -> Link {
    Link::of(FRAMED, "market:code:usa", "https://framed.acme.example/cart")
}

/// A link of the other organization's shop.
pub fn globex() -> Link {
    Link::of(GLOBEX, "market:code:world", "https://globex.example/cart")
}

impl Link {
    fn of(client_id: &str, scope: &str, return_url: &str) -> Self {
        let parameters = [("clientId", client_id), ("scope", scope), ("returnUrl", return_url)];
        let parameters = parameters.map(|(name, value)| (name.to_owned(), value.to_owned())).to_vec();
        Self { path: "/identity/login".to_owned(), parameters }
    }

    /// The same link to another page.
    pub fn to(mut self, path: &str) -> Self {
        path.clone_into(&mut self.path);
        self
    }

    /// The same link to the sign-up page.
    pub fn signup(self) -> Self {
        self.to("/identity/signup")
    }

    /// The same link with this parameter set.
    pub fn with(self, name: &str, value: &str) -> Self {
        let mut link = self.without(name);
        link.parameters.push((name.to_owned(), value.to_owned()));
        link
    }

    /// The same link without this parameter.
    pub fn without(mut self, name: &str) -> Self {
        self.parameters.retain(|(kept, _)| kept != name);
        self
    }

    /// The encoded query.
    pub fn query(&self) -> String {
        form_urlencoded::Serializer::new(String::new()).extend_pairs(&self.parameters).finish()
    }

    /// Path and query.
    pub fn address(&self) -> String {
        format!("{}?{}", self.path, self.query())
    }
}
