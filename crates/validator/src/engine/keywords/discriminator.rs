//! `discriminator`. If no schema of an `anyOf` or `oneOf` accepts a value, the `discriminator` tells which of these
//! schemas was meant. The findings of this schema are then reported. The keyword does not decide whether a value is
//! valid, so an invalid `discriminator` in the contract is ignored.

use std::collections::HashMap;

use super::prelude::*;
use crate::engine::program::{Discriminator, Id};

pub(super) static KEYWORD: Keyword = Keyword::without_rule("discriminator", Types::NONE, compile);

fn compile<'d>(compiler: &mut Compiler<'d>, node: &'d Node, schema: &mut Schema) {
    if let Some(combinators) = &mut schema.combinators {
        combinators.discriminator = node.get(KEYWORD.name).and_then(|written| discriminator(compiler, node, written));
    }
}

fn discriminator<'d>(compiler: &mut Compiler<'d>, node: &'d Node, written: &'d Node) -> Option<Discriminator> {
    let property = written.get("propertyName")?.as_str()?.to_owned();
    let mut mapping: HashMap<String, Id> = HashMap::new();
    for item in ["oneOf", "anyOf"].iter().filter_map(|keyword| node.get(keyword)).flat_map(Node::items) {
        if let Some(name) = item.get("$ref").and_then(Node::as_str).and_then(|r| r.rsplit('/').next()) {
            mapping.insert(name.to_owned(), compiler.id(item));
        }
    }
    for entry in written.get("mapping").map(Node::entries).unwrap_or_default() {
        let text = entry.node.as_str().unwrap_or_default();
        let component = format!("#/components/schemas/{text}");
        let document = compiler.document;
        if let Some(target) = document.reference(text).or_else(|| document.reference(&component)) {
            mapping.insert(entry.key.clone(), compiler.id(target));
        }
    }
    Some(Discriminator { property, mapping })
}
