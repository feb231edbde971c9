//! Lays variables over the tree: `VESTIBULE_STOREFRONTS__0__CLIENT_SECRET` is `storefronts[0].client_secret`.
//! A `-` of an organization's name is a `_` in the variable.

use super::environment::Environment;
use super::problems::{Place, Problem};
use super::tree::{Node, Table, Value};

/// How long a list may grow by variables alone; keeps a large position from filling the memory.
const MOST_NEW: usize = 100;

/// Lays every setting of `environment` over `tree`; returns what did not fit.
pub(super) fn apply(tree: &mut Table, environment: &Environment) -> Vec<Problem> {
    let mut problems = Vec::new();
    for (name, value) in environment.settings() {
        let path = name.trim_start_matches("VESTIBULE_").to_ascii_lowercase();
        let steps: Vec<&str> = path.split("__").collect();
        let done = match value {
            Some(value) => insert(tree, &steps, name, value),
            None => Err("not UTF-8".to_owned()),
        };
        if let Err(message) = done {
            problems.push(Problem { place: Place::Variable(name.to_owned()), key: String::new(), message });
        }
    }
    problems
}

fn insert(tree: &mut Table, steps: &[&str], name: &str, value: &str) -> Result<(), String> {
    let Some((last, parents)) = steps.split_last() else { return Ok(()) };
    let in_organizations = parents.first() == Some(&"organizations");
    let mut table = tree;
    let mut steps = parents.iter().enumerate();
    while let Some((depth, step)) = steps.next() {
        let index = child(table, step, in_organizations && depth == 1)?;
        let node = &mut table.0[index].1;
        table = match &mut node.value {
            Value::Table(inner) => inner,
            Value::List(elements) => element(elements, steps.next().map(|(_, step)| *step))?,
            _ => return Err("the file gives one value where this variable goes deeper".to_owned()),
        };
    }
    let place = Place::Variable(name.to_owned());
    forget_twin(table, last);
    table.0.retain(|(key, _)| key != last);
    table.0.push(((*last).to_owned(), Node { place, value: Value::Variable(value.to_owned()) }));
    Ok(())
}

/// The position of a table's child, which is made where it does not exist.
fn child(table: &mut Table, step: &str, organization: bool) -> Result<usize, String> {
    let fits = |key: &str| key == step || organization && key.replace('-', "_") == step;
    let found: Vec<usize> =
        table.0.iter().enumerate().filter(|(_, (key, _))| fits(key)).map(|(index, _)| index).collect();
    match found[..] {
        [index] => Ok(index),
        [] => {
            let key = if organization { step.replace('_', "-") } else { step.to_owned() };
            let value = match step {
                "storefronts" | "providers" => Value::List(Vec::new()),
                _ => Value::Table(Table::default()),
            };
            table.0.push((key, Node { place: Place::Missing, value }));
            Ok(table.0.len() - 1)
        }
        _ => Err("stands for two organizations of the file, whose names differ only in - and _".to_owned()),
    }
}

/// The table at one position of a list, which grows to hold it.
fn element<'t>(elements: &'t mut Vec<Node>, position: Option<&str>) -> Result<&'t mut Table, String> {
    let limit = elements.len().max(MOST_NEW);
    let index = position
        .and_then(|step| step.parse::<usize>().ok())
        .filter(|index| *index < limit)
        .ok_or("expected a position, from 0, and a setting after the name of the list")?;
    while elements.len() <= index {
        elements.push(Node { place: Place::Missing, value: Value::Table(Table::default()) });
    }
    match &mut elements[index].value {
        Value::Table(table) => Ok(table),
        _ => Err("give the whole list in one variable, separated by commas".to_owned()),
    }
}

/// A secret in the environment replaces the file's, whether that stands there directly or as `…_file`.
fn forget_twin(table: &mut Table, key: &str) {
    let twin = key.strip_suffix("_file").map_or_else(|| format!("{key}_file"), str::to_owned);
    let from_file = |node: &Node| !matches!(node.place, Place::Variable(_));
    table.0.retain(|(name, node)| *name != twin || !from_file(node));
}
