//! The words by which a call is described.

use serde_json::{Value, json};

/// Refusals that calls share: status, name, and when.
const REFUSALS: [(u16, &str, &str); 10] = [
    (400, "BadRequest", "What is asked is wrong."),
    (401, "Unauthorized", "The session token, or the client's secret, is not valid."),
    (403, "Forbidden", "The origin is not one of the storefront's, or the visitor may not have this."),
    (404, "NotFound", "There is no such thing for this visitor."),
    (409, "Conflict", "It is too late for that."),
    (413, "TooLarge", "The body is too large; 16 KiB always are."),
    (415, "UnsupportedMediaType", "The body is not application/json."),
    (429, "TooManyRequests", "Too often."),
    (500, "Internal", "Something broke here; the log knows what, under x-request-id."),
    (
        503,
        "Unavailable",
        "Commerce Layer is away or its limit reached. The session is not affected: ask again later.",
    ),
];

/// One operation of the document, as it grows.
pub(super) struct Call(Value);

impl Call {
    pub fn new(id: &str, summary: &str) -> Self {
        let responses = json!({"500": reference(500)});
        Self(json!({"operationId": id, "summary": summary, "parameters": [], "responses": responses}))
    }

    /// By a page with the visitor's cookie, by a back end with its session token, or by somebody signed out.
    pub fn by_visitor(mut self) -> Self {
        self.0["security"] = json!([{}, {"cookie": []}, {"bearer": []}]);
        self.refuses(&[401, 403])
    }

    /// By a storefront's back end with its secret, here or in the body.
    pub fn by_client(mut self) -> Self {
        self.0["security"] = json!([{}, {"client": []}]);
        self.refuses(&[401, 429])
    }

    pub fn query(mut self, name: &str, required: bool, description: &str) -> Self {
        let schema = json!({"type": "string", "minLength": usize::from(required)});
        self.push(json!({
            "name": name, "in": "query", "required": required, "description": description, "schema": schema,
        }))
    }

    /// A change: whoever cannot say an origin sends the header.
    pub fn changes(mut self) -> Self {
        let words = "Any value. Needed where neither Origin nor a session token is sent.";
        let schema = json!({"type": "string"});
        self.push(json!({
            "name": "X-Vestibule", "in": "header", "required": false, "description": words, "schema": schema,
        }))
    }

    pub fn body(mut self, schema: &str, required: bool) -> Self {
        let schema = json!({"$ref": format!("#/components/schemas/{schema}")});
        self.0["requestBody"] =
            json!({"required": required, "content": {"application/json": {"schema": schema}}});
        self.refuses(&[413, 415])
    }

    pub fn answers(mut self, description: &str, schema: &str) -> Self {
        let schema = json!({"$ref": format!("#/components/schemas/{schema}")});
        let content = json!({"application/json": {"schema": schema}});
        self.0["responses"]["200"] = json!({"description": description, "content": content});
        self
    }

    pub fn answers_nothing(mut self, description: &str) -> Self {
        self.0["responses"]["204"] = json!({"description": description});
        self
    }

    pub fn refuses(mut self, statuses: &[u16]) -> Self {
        for status in statuses {
            self.0["responses"][status.to_string()] = reference(*status);
        }
        self
    }

    pub fn done(self) -> Value {
        self.0
    }

    fn push(&mut self, parameter: Value) -> Self {
        let mut call = std::mem::take(&mut self.0);
        if let Some(parameters) = call["parameters"].as_array_mut() {
            parameters.push(parameter);
        }
        Self(call)
    }
}

/// The refusals, for `components.responses`.
pub(super) fn refusals() -> Value {
    let schema = json!({"$ref": "#/components/schemas/Error"});
    let mut all = json!({});
    for (status, name, description) in REFUSALS {
        all[name] = json!({"description": description, "content": {"application/json": {"schema": schema}}});
        if matches!(status, 429 | 503) {
            let wait = json!({"type": "integer", "minimum": 1});
            let header = json!({"description": "Seconds to wait.", "required": true, "schema": wait});
            all[name]["headers"] = json!({"Retry-After": header});
        }
        if status == 401 {
            let header = json!({"required": true, "schema": {"type": "string"}});
            all[name]["headers"] = json!({"WWW-Authenticate": header});
        }
    }
    all
}

fn reference(status: u16) -> Value {
    let name = REFUSALS.iter().find(|(known, ..)| *known == status).map_or("Internal", |(_, name, _)| *name);
    json!({"$ref": format!("#/components/responses/{name}")})
}
