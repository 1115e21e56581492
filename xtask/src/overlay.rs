//! The overlay: a file with handwritten changes to the contract that the client is generated from.
//!
//! ```yaml
//! actions:
//!   - target: /components/schemas/Task/properties/param # JSON Pointer into the contract
//!     set: { nullable: true }                           # keys with their new values
//!     remove: [type]                                    # keys to remove
//!     reason: The service sends null.                   # mandatory
//! ```
//!
//! An action is an error if its target does not exist, if it changes nothing, or if it has an unknown key. So an action
//! must be deleted when a new version of the contract no longer needs it.

use dataarts_insight_openapi::document::{Node, Value};

use crate::{Error, settings::Settings, tree};

/// Applies the actions of the overlay to the contract one after another. Stops at the first action that is malformed,
/// has no target in the contract, or changes nothing.
pub fn apply(contract: &mut Node, overlay: &Settings) -> Result<(), Error> {
    let root = overlay.root();
    if matches!(root.value, Value::Null) {
        return Ok(());
    }
    overlay.known_keys(root, &["actions"])?;
    let Some(actions) = root.get("actions") else { return Ok(()) };
    overlay.expect(actions, matches!(actions.value, Value::Array(_) | Value::Null), "a list of actions")?;
    actions.items().iter().try_for_each(|action| apply_action(contract, overlay, action))
}

fn apply_action(contract: &mut Node, overlay: &Settings, action: &Node) -> Result<(), Error> {
    overlay.known_keys(action, &["target", "set", "remove", "reason"])?;
    let pointer = overlay.required_text(action, "target", "the action")?;
    overlay.required_text(action, "reason", "the action")?;
    let target = action.get("target").unwrap_or(action);
    let Some(node) = tree::pointer_mut(contract, pointer) else {
        let message = format!("the contract does not have `{pointer}`; correct the target or delete this action");
        return Err(overlay.error(&target.span, message));
    };
    if !matches!(node.value, Value::Object(_)) {
        let message = format!("`{pointer}` is {}, and an action can only change objects", node.kind());
        return Err(overlay.error(&target.span, message));
    }
    if action.get("set").is_none() && action.get("remove").is_none() {
        return Err(overlay.error(&action.span, "the action does nothing: add `set` or `remove`"));
    }
    if let Some(keys) = action.get("remove") {
        overlay.expect(keys, matches!(keys.value, Value::Array(_)), "a list of keys")?;
        for key in keys.items() {
            let name = key.as_str().ok_or_else(|| overlay.unexpected(key, "a key"))?;
            if !tree::remove(node, name) {
                let message = format!("`{pointer}` does not have the key `{name}`; delete it here");
                return Err(overlay.error(&key.span, message));
            }
        }
    }
    if let Some(values) = action.get("set") {
        overlay.expect(values, matches!(values.value, Value::Object(_)), "an object of keys and values")?;
        for entry in values.entries() {
            if node.get(&entry.key).is_some_and(|old| old.to_json() == entry.node.to_json()) {
                let message = format!("`{}` of `{pointer}` has this value already; delete it here", entry.key);
                return Err(overlay.error(&entry.key_span, message));
            }
            // The new value comes from the overlay file, so the value has no byte range in the contract. The value gets
            // the range of the changed object.
            let span = node.span.clone();
            tree::set(node, &entry.key, Node { span, value: entry.node.value.clone() });
        }
    }
    Ok(())
}
