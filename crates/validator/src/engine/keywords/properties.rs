//! `properties`. The schemas of the properties report the findings. A `readOnly` property in a request and a
//! `writeOnly` property in a response also cause a finding.

use super::prelude::*;
use crate::engine::program::Property;

pub(super) static KEYWORD: Keyword = Keyword::without_rule("properties", Types::OBJECT, compile);

fn compile<'d>(compiler: &mut Compiler<'d>, node: &'d Node, schema: &mut Schema) {
    let Some(written) = node.get(KEYWORD.name) else { return };
    if !matches!(written.value, Value::Object(_)) {
        compiler.wrong_kind(written, KEYWORD.name, "an object");
    }
    let rules = schema.object.get_or_insert_default();
    for entry in written.entries() {
        let id = compiler.id(&entry.node);
        let misdirected = compiler.misdirected(&entry.node);
        for flag in [Rule::ReadOnly.keyword(), Rule::WriteOnly.keyword()] {
            compiler.boolean(&entry.node, flag);
        }
        compiler.directional |= misdirected.is_some();
        rules.add(Property::new(&entry.key, Some(id), misdirected));
    }
}
