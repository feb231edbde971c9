//! `/api/webhooks` (contract 11.1).

use super::super::world::{Record, Webhook};
use super::Reply;
use super::call::Call;
use super::error::CoreError;
use super::input::Input;
use super::list::list;

const KIND: &str = "webhooks";

/// Answers for webhooks.
pub fn route(call: &mut Call<'_>, rest: &[&str]) -> Result<Reply, CoreError> {
    call.token.need_admin()?;
    match (call.method, rest) {
        ("GET", []) => {
            list(call, Webhook::schema(), call.environment().webhooks.iter().map(|it| it as &dyn Record))
        }
        ("POST", []) => create(call),
        ("GET", [id]) => call.show(200, KIND, id),
        ("PATCH", [id]) => update(call, id),
        ("DELETE", [id]) => {
            let webhooks = &mut call.environment_mut().webhooks;
            let at = webhooks.iter().position(|hook| hook.stem.id == *id);
            webhooks.remove(at.ok_or_else(|| CoreError::not_found(id))?);
            Ok(Reply::Empty)
        }
        (_, [] | [_]) => Err(CoreError::method()),
        _ => Err(CoreError::no_resource(call.target.path)),
    }
}

fn create(call: &mut Call<'_>) -> Result<Reply, CoreError> {
    let mut input = call.input(KIND, None)?;
    let mut webhook = Webhook::new("", "", call.now);
    apply(&mut webhook, &mut input)?;
    input.finish()?;
    let id = webhook.stem.id.clone();
    call.need_room(|environment| environment.webhooks.len())?;
    call.environment_mut().webhooks.push(webhook);
    call.show(201, KIND, &id)
}

fn update(call: &mut Call<'_>, id: &str) -> Result<Reply, CoreError> {
    let mut input = call.input(KIND, Some(id))?;
    let now = call.now;
    let (reset, enable, disable) =
        (input.flag("_reset_circuit")?, input.flag("_enable")?, input.flag("_disable")?);
    let webhooks = &mut call.environment_mut().webhooks;
    let webhook =
        webhooks.iter_mut().find(|hook| hook.stem.id == id).ok_or_else(|| CoreError::not_found(id))?;
    let mut changed = webhook.clone();
    apply(&mut changed, &mut input)?;
    input.finish()?;
    changed.stem.updated_at = now;
    if reset {
        changed.failures = 0;
    }
    if enable || disable {
        changed.disabled_at = disable.then_some(now);
    }
    *webhook = changed;
    call.show(200, KIND, id)
}

fn apply(webhook: &mut Webhook, input: &mut Input) -> Result<(), CoreError> {
    input.set_text("name", &mut webhook.name)?;
    if input.has("topic") {
        webhook.topic = input.text("topic")?.unwrap_or_default();
    }
    if input.has("callback_url") {
        webhook.callback_url = input.text("callback_url")?.unwrap_or_default();
    }
    if let Some(include) = input.texts("include_resources")? {
        webhook.include_resources = include;
    }
    input.stem(&mut webhook.stem)?;
    let topic_ok = webhook.topic.split_once('.').is_some();
    let url_ok =
        url::Url::parse(&webhook.callback_url).is_ok_and(|url| matches!(url.scheme(), "http" | "https"));
    let mut problems = Vec::new();
    if !topic_ok {
        problems.push(CoreError::invalid("topic", "is not included in the list", "inclusion"));
    }
    if !url_ok {
        problems.push(CoreError::invalid("callback_url", "is invalid", "invalid"));
    }
    CoreError::unless_empty(problems)
}
