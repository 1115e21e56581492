//! Renders a Rust enum for each enumeration of the contract. Each enum has a variant `Unknown`, which contains a value
//! that is not in the contract.

mod code;

use std::collections::BTreeSet;

use dataarts_insight_openapi::document::Node;

use super::header;
use crate::{Error, schema};
use dataarts_insight_lint::names;

/// An enumeration of the contract.
#[derive(Debug)]
struct Enumeration {
    name: String,
    doc: String,
    integer: bool,
    variants: Vec<Variant>,
}

/// A value of an enumeration.
#[derive(Debug)]
struct Variant {
    ident: String,
    doc: String,
    value: String,
}

/// A generated file with one enum.
#[derive(Debug)]
pub struct EnumFile {
    /// The name of the module.
    pub module: String,
    /// The `mod` line of the module, and the `pub use` line of the enum.
    pub declaration: String,
    /// The text of the file.
    pub text: String,
}

/// Returns a file for each enumeration of the contract. `sources` are the paths that the header of each file shows.
/// Returns an error if an enumeration cannot become a Rust enum, for example if two values have the same Rust name.
pub fn render(contract: &Node, sources: &str) -> Result<Vec<EnumFile>, Error> {
    let components = schema::components(contract).iter();
    let is_enumeration =
        |node: &Node| node.get("enum").is_some() && matches!(schema::kind(node), Some("integer" | "string"));
    components
        .filter(|entry| is_enumeration(&entry.node))
        .map(|entry| {
            let enumeration = read(&entry.key, &entry.node)?;
            let mut file = code::file(&enumeration).map_err(|error| {
                Error::Generator(format!("the enumeration `{}` is not valid Rust: {error}", entry.key))
            })?;
            super::doc_lines::apply(&mut file);
            let text = header::rust(sources, &prettyplease::unparse(&file));
            let (module, name) = (names::snake(&entry.key), enumeration.name);
            let declaration = format!("#[rustfmt::skip]\nmod {module};\npub use {module}::{name};\n");
            Ok(EnumFile { module, declaration, text })
        })
        .collect()
}

fn read(name: &str, node: &Node) -> Result<Enumeration, Error> {
    let integer = schema::kind(node) == Some("integer");
    let list = |key: &str| node.get(key).map_or(&[][..], Node::items);
    let (idents, docs) = (list("x-enum-varnames"), list("x-enum-descriptions"));
    let mut seen = BTreeSet::from(["Unknown".to_owned()]);
    let mut variants = Vec::new();
    for (index, item) in list("enum").iter().enumerate() {
        let value = match (integer, item.as_number(), item.as_str()) {
            (true, Some(number), _) if number.parse::<i64>().is_ok() => number.to_owned(),
            (false, _, Some(text)) => text.to_owned(),
            // Makes no variant for `null`. For a nullable type, the Rust type is `Option`, and `null` is `None`.
            _ if matches!(item.value, dataarts_insight_openapi::document::Value::Null) => continue,
            _ => {
                let kind = if integer { "a 64-bit integer" } else { "a string" };
                return Err(Error::Generator(format!("a value of the enumeration `{name}` is not {kind}")));
            }
        };
        let given = idents.get(index).and_then(Node::as_str).map(str::to_owned);
        let ident = given.unwrap_or_else(|| default_ident(&value, integer));
        if syn::parse_str::<syn::Ident>(&ident).is_err() || !seen.insert(ident.clone()) {
            return Err(Error::Generator(format!(
                "the value {value} of the enumeration `{name}` cannot be called `{ident}`: not a name, or taken"
            )));
        }
        let wire = if integer { value.clone() } else { format!("{value:?}") };
        let text = docs.get(index).and_then(Node::as_str).map(str::trim).filter(|text| !text.is_empty());
        let doc = text.map_or_else(|| format!("`{wire}`."), |text| format!("{text}\n\nOn the wire: `{wire}`."));
        variants.push(Variant { ident, doc, value });
    }
    if variants.is_empty() {
        return Err(Error::Generator(format!("the enumeration `{name}` has no values")));
    }
    let doc = node.get("description").and_then(Node::as_str).unwrap_or(name).trim().to_owned();
    Ok(Enumeration { name: names::pascal(name), doc, integer, variants })
}

/// Returns a Rust name for a value that has no name in the contract. For example, 3 gives `Value3`, and -1 gives
/// `Minus1`.
fn default_ident(value: &str, integer: bool) -> String {
    match value.strip_prefix('-') {
        Some(digits) if integer => format!("Minus{digits}"),
        None if integer => format!("Value{value}"),
        _ => names::pascal(value),
    }
}
