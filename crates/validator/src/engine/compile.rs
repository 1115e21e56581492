//! Compiles the schemas of a contract, keyword by keyword, to a [`Program`].

use std::sync::Arc;

use dataarts_insight_openapi::{Error, Problem, UNSUPPORTED};

use super::{
    compiler::Compiler,
    declared,
    fast::{passes::FastString, selection, union},
    keywords,
    program::{ObjectRules, Program, Schema},
};
use crate::{
    Direction,
    document::{Document, Node, Value},
    finding::Types,
};

/// Compiles a schema of a contract and every schema that the schema refers to.
pub(crate) fn compile(document: &Arc<Document>, schema: &Node, direction: Direction) -> Result<Program, Error> {
    let mut compiler = Compiler::new(document, direction, keywords::restricts);
    let root = compiler.id(schema);
    while let Some((id, node, around)) = compiler.queue.pop() {
        compiler.optional = compiler.with_misdirected(node, &around);
        let compiled = compile_schema(&mut compiler, node);
        if let Some(slot) = compiler.schemas.get_mut(id) {
            *slot = compiled;
        }
    }
    refuse_cycles(&mut compiler);
    let Compiler { mut schemas, unknown_formats, directional, errors, .. } = compiler;
    if !errors.is_empty() {
        return Err(Error::undefined(errors));
    }
    union::unite_enumerations(&mut schemas);
    copy_string_paths(&mut schemas);
    selection::select_alternatives(&mut schemas);
    declared::declare(&mut schemas);
    let any_object = ObjectRules::default();
    Ok(Program { document: Arc::clone(document), schemas, root, any_object, directional, unknown_formats })
}

fn compile_schema<'d>(compiler: &mut Compiler<'d>, node: &'d Node) -> Schema {
    let mut schema = Schema::anything();
    schema.slow.span = node.span.clone();
    schema.slow.name = compiler.name(node);
    if !matches!(node.value, Value::Object(_)) {
        compiler.error(node, format!("a schema must be an object, this is {}", node.kind()));
        return schema;
    }
    if compiler.document.is_lowered() {
        for entry in UNSUPPORTED.iter().filter_map(|keyword| node.entry(keyword)) {
            let message = format!("`{}` of OpenAPI 3.1 cannot be validated", entry.key);
            compiler.errors.push(Problem::at(compiler.document, &entry.key_span, message));
        }
    }
    for keyword in keywords::ALL {
        if let (Some(row), Some(entry)) = (&keyword.row, node.entry(keyword.name)) {
            schema.slow.places.push((row.rule, entry.key_span.clone()));
        }
        if [keyword.name].iter().chain(keyword.reads).any(|name| node.get(name).is_some()) {
            (keyword.compile)(compiler, node, &mut schema);
        }
    }
    if let Some(combinators) = &mut schema.combinators {
        let restricts_itself = |key: &str| keywords::restricts(key) && !keywords::is_combinator(key);
        combinators.alone = !node.entries().iter().any(|entry| restricts_itself(&entry.key));
    }
    schema.derive_fast_paths();
    schema
}

/// Reports a schema that would validate the same value again through its own combinators, such as `A: {allOf: [A]}`.
/// This validation would never end.
fn refuse_cycles(compiler: &mut Compiler<'_>) {
    /// The state of a schema in the search for cycles.
    #[derive(Clone, Copy, PartialEq)]
    enum State {
        Unknown,
        OnTheWay,
        Done,
    }
    let Compiler { schemas, errors, document, .. } = compiler;
    let mut states = vec![State::Unknown; schemas.len()];
    for root in 0..schemas.len() {
        let mut stack = vec![(root, false)];
        while let Some((id, done)) = stack.pop() {
            let (Some(state), Some(schema)) = (states.get_mut(id), schemas.get(id)) else { continue };
            if done {
                *state = State::Done;
                continue;
            }
            if *state != State::Unknown {
                continue;
            }
            *state = State::OnTheWay;
            stack.push((id, true));
            for next in schema.same_value() {
                match states.get(next) {
                    Some(State::Unknown) => stack.push((next, false)),
                    Some(State::OnTheWay) => {
                        let message = "this schema refers to itself for the same value, so validation would not end";
                        errors.push(Problem::at(document, &schema.slow.span, message));
                    }
                    _ => {}
                }
            }
        }
    }
}

/// Copies the fast check of strings from each schema to the properties that use the schema. Then the check of a string
/// property does not read the schema.
fn copy_string_paths(schemas: &mut [Schema]) {
    let string = |schema: &Schema| match schema.combinators {
        None if schema.types.has(Types::STRING) => schema.string,
        _ => FastString::NEVER,
    };
    let strings: Vec<FastString> = schemas.iter().map(string).collect();
    for property in schemas.iter_mut().filter_map(|s| s.object.as_deref_mut()).flat_map(|o| &mut o.properties) {
        property.string = property.plain.and_then(|id| strings.get(id)).copied().unwrap_or(FastString::NEVER);
    }
}
