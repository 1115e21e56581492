//! The wrapper's enums: every component with `enum`, open and lossless.

mod code;

use std::collections::{BTreeMap, BTreeSet};

use dataarts_insight_openapi::document::Node;

use super::header::Provenance;
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

/// One documented value.
#[derive(Debug)]
struct Variant {
    ident: String,
    doc: String,
    value: String,
}

/// The files of the wrapper's generated module, by name.
///
/// # Errors
/// [`Error::Generator`] when values or names make no Rust enum.
pub fn render(contract: &Node, provenance: &Provenance) -> Result<BTreeMap<String, String>, Error> {
    let mut files = BTreeMap::new();
    let mut modules = String::new();
    let components = contract.pointer("/components/schemas").map_or(&[][..], Node::entries);
    for entry in components.iter().filter(|entry| is_enumeration(&entry.node)) {
        let enumeration = read(&entry.key, &entry.node)?;
        let module = names::snake(&entry.key);
        let mut file = code::file(&enumeration)
            .map_err(|error| Error::Generator(format!("the enumeration `{}` is no Rust: {error}", entry.key)))?;
        super::doc_lines::apply(&mut file);
        let text = prettyplease::unparse(&file);
        files.insert(format!("{module}.rs"), format!("{}\n{text}", provenance.rust()));
        modules += &format!("#[rustfmt::skip]\nmod {module};\n");
        modules += &format!("pub use {module}::{};\n", enumeration.name);
    }
    let head = provenance.rust();
    files.insert("mod.rs".to_owned(), format!("{head}\n//! The enumerations of the contract.\n\n{modules}"));
    Ok(files)
}

fn is_enumeration(node: &Node) -> bool {
    node.get("enum").is_some() && matches!(schema::kind(node), Some("integer" | "string"))
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
            // A nullable enumeration lists null; absence is an option elsewhere.
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

/// The name of a value that the contract gives none.
fn default_ident(value: &str, integer: bool) -> String {
    match value.strip_prefix('-') {
        Some(digits) if integer => format!("Minus{digits}"),
        None if integer => format!("Value{value}"),
        _ => names::pascal(value),
    }
}
