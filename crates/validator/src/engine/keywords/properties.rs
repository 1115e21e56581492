//! `properties`: the findings come from its schemas, and from `readOnly` and `writeOnly` properties in a message of the
//! other direction.

use std::collections::HashSet;

use super::prelude::*;
use crate::{Direction, engine::program::Property};

pub(super) static KEYWORD: Keyword = Keyword::without_rule("properties", Types::OBJECT, compile);

fn compile<'d>(compiler: &mut Compiler<'d>, node: &'d Node, schema: &mut Schema) {
    let Some(written) = node.get(KEYWORD.name) else { return };
    if !matches!(written.value, Value::Object(_)) {
        compiler.wrong_kind(written, KEYWORD.name, "an object");
    }
    let rules = schema.object.get_or_insert_default();
    for entry in written.entries() {
        let id = compiler.id(&entry.node);
        let misdirected = misdirected(compiler, &entry.node);
        compiler.directional |= misdirected.is_some();
        rules.add(Property::new(&entry.key, Some(id), misdirected));
    }
}

/// Returns the rule that a property violates in a message of this direction, if any.
fn misdirected<'d>(compiler: &mut Compiler<'d>, node: &'d Node) -> Option<Rule> {
    let read_only = flag(compiler, node, Rule::ReadOnly.keyword());
    let write_only = flag(compiler, node, Rule::WriteOnly.keyword());
    match compiler.direction {
        Direction::Request if read_only => Some(Rule::ReadOnly),
        Direction::Response if write_only => Some(Rule::WriteOnly),
        _ => None,
    }
}

/// Returns whether a schema, the target of its `$ref`, or any part of its `allOf` sets a flag.
fn flag<'d>(compiler: &mut Compiler<'d>, node: &'d Node, keyword: &str) -> bool {
    let (mut pending, mut seen) = (vec![node], HashSet::new());
    while let Some(node) = pending.pop().and_then(|node| compiler.resolve(node)) {
        if !seen.insert(std::ptr::from_ref(node)) {
            continue;
        }
        if compiler.boolean(node, keyword) {
            return true;
        }
        pending.extend(node.get("allOf").map_or(&[][..], Node::items));
    }
    false
}
