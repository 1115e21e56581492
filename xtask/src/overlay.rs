//! The overlay: exceptions to the general relaxations, one reasoned entry each.
//!
//! ```yaml
//! actions:
//!   - target: /components/schemas/Task/properties/param # JSON Pointer into the contract
//!     set: { nullable: true }                           # keys with their new values
//!     remove: [type]                                    # keys to take away
//!     reason: The service sends null.                   # mandatory
//! ```
//!
//! An entry that does not match or changes nothing is an error, as is a key that nobody reads: an exception that has
//! outlived its cause must not stay unnoticed.

use dataarts_insight_openapi::document::{Document, Node, Value};

use crate::{Error, Sources, tree};

/// Applies every action of the overlay to the contract, in order.
///
/// # Errors
/// [`Error::At`] with the place of the first entry that is malformed, does not match, or has no effect.
pub fn apply(contract: &mut Node, sources: &Sources) -> Result<(), Error> {
    let overlay = &sources.overlay;
    let root = overlay.root();
    if matches!(root.value, Value::Null) {
        return Ok(());
    }
    expect(overlay, root, matches!(root.value, Value::Object(_)), "an object with `actions`")?;
    check_keys(overlay, root, &["actions"])?;
    let Some(actions) = root.get("actions") else { return Ok(()) };
    expect(overlay, actions, matches!(actions.value, Value::Array(_) | Value::Null), "a list of actions")?;
    actions.items().iter().try_for_each(|action| apply_action(contract, overlay, action))
}

fn apply_action(contract: &mut Node, overlay: &Document, action: &Node) -> Result<(), Error> {
    expect(overlay, action, matches!(action.value, Value::Object(_)), "an action: an object with `target`")?;
    check_keys(overlay, action, &["target", "set", "remove", "reason"])?;
    let target = text(overlay, action, "target")?;
    text(overlay, action, "reason")?;
    let pointer = target.as_str().unwrap_or_default();
    let Some(node) = tree::pointer_mut(contract, pointer) else {
        let message = format!("the contract has no `{pointer}` any more; correct the target or delete this action");
        return Err(Error::at(overlay, target.span.start, message));
    };
    if !matches!(node.value, Value::Object(_)) {
        let message = format!("`{pointer}` is {}, and only objects can be changed", node.kind());
        return Err(Error::at(overlay, target.span.start, message));
    }
    if action.get("set").is_none() && action.get("remove").is_none() {
        return Err(Error::at(overlay, action.span.start, "the action does nothing: say what to `set` or `remove`"));
    }
    if let Some(keys) = action.get("remove") {
        expect(overlay, keys, matches!(keys.value, Value::Array(_)), "a list of keys")?;
        for key in keys.items() {
            let Some(name) = key.as_str() else { return Err(unexpected(overlay, key, "a key")) };
            if !tree::remove(node, name) {
                let message = format!("`{pointer}` has no key `{name}` any more; delete it here");
                return Err(Error::at(overlay, key.span.start, message));
            }
        }
    }
    if let Some(values) = action.get("set") {
        expect(overlay, values, matches!(values.value, Value::Object(_)), "an object of keys and values")?;
        for entry in values.entries() {
            if node.get(&entry.key).is_some_and(|old| old.to_json() == entry.node.to_json()) {
                let message = format!("`{}` of `{pointer}` is so already; delete it here", entry.key);
                return Err(Error::at(overlay, entry.key_span.start, message));
            }
            // The value comes from another file: it takes the place of what it changes.
            let span = node.span.clone();
            tree::set(node, &entry.key, Node { span, value: entry.node.value.clone() });
        }
    }
    Ok(())
}

/// A mandatory text that says something.
fn text<'a>(overlay: &Document, action: &'a Node, key: &str) -> Result<&'a Node, Error> {
    let Some(node) = action.get(key) else {
        return Err(Error::at(overlay, action.span.start, format!("the action has no `{key}`")));
    };
    expect(overlay, node, node.as_str().is_some_and(|text| !text.trim().is_empty()), "a text")?;
    Ok(node)
}

fn check_keys(overlay: &Document, node: &Node, known: &[&str]) -> Result<(), Error> {
    let entries = node.entries();
    for (index, entry) in entries.iter().enumerate() {
        let message = if !known.contains(&entry.key.as_str()) {
            format!("unknown key `{}`; known here: {}", entry.key, known.join(", "))
        } else if entries.iter().take(index).any(|other| other.key == entry.key) {
            format!("the key `{}` stands here twice", entry.key)
        } else {
            continue;
        };
        return Err(Error::at(overlay, entry.key_span.start, message));
    }
    Ok(())
}

fn expect(overlay: &Document, node: &Node, holds: bool, wanted: &str) -> Result<(), Error> {
    if holds { Ok(()) } else { Err(unexpected(overlay, node, wanted)) }
}

fn unexpected(overlay: &Document, node: &Node, wanted: &str) -> Error {
    Error::at(overlay, node.span.start, format!("expected {wanted}, found {}", node.kind()))
}
