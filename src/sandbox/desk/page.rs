//! The page at `/`, for a developer who wonders what is running here.

use askama::Template;

use super::super::edge::Answer;
use super::super::seed::OrganizationSeed;
use super::super::shared::Shared;

#[derive(Template)]
#[template(
    ext = "html",
    source = r#"<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Commerce Layer sandbox</title>
</head>
<body>
<main>
<h1>Commerce Layer sandbox</h1>
<p>A local stand-in for Commerce Layer's Auth API and Core API, for development and tests. Everything in it is
invented and lives in memory until it stops.</p>
<p>See the latest requests in the <a href="/_sandbox/journal">journal</a>; the
<a href="/_sandbox/switches">switches</a> are moved by PATCH.</p>
<dl>
<dt>Issuer of tokens</dt><dd><code>{{ issuer }}</code></dd>
<dt>Auth API</dt><dd><code>{{ base }}/auth/oauth/token</code>,
<a href="/auth/.well-known/jwks.json">keys</a></dd>
</dl>
{% for organization in organizations %}
<h2>{{ organization.name }}</h2>
<p>Core API: <code>{{ base }}/{{ organization.slug }}/api</code></p>
<table>
<thead><tr><th scope="col">Credential</th><th scope="col">Kind</th><th scope="col">Mode</th><th scope="col">Client id</th></tr></thead>
<tbody>
{% for credential in organization.credentials %}
<tr><td>{{ credential.name }}</td><td>{{ credential.kind.as_str() }}</td><td>{{ credential.mode.as_str() }}</td><td><code>{{ credential.client_id }}</code></td></tr>
{% endfor %}
</tbody>
</table>
{% endfor %}
</main>
</body>
</html>
"#
)]
struct Front<'a> {
    base: &'a str,
    issuer: &'a str,
    organizations: &'a [OrganizationSeed],
}

/// The page.
pub fn front(shared: &Shared) -> Answer {
    let (base, issuer) = (&*shared.base_url, &*shared.issuer);
    match (Front { base, issuer, organizations: &shared.seed.organizations }).render() {
        Ok(html) => Answer::text(200, "text/html; charset=utf-8", html),
        Err(error) => super::problem(500, &error.to_string()),
    }
}
