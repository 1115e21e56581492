//! Writes the public items of a crate to a text, and reads the text. The record of a release contains such texts.
//!
//! Each line is a JSON object with one item. A line contains all data that a comparison needs.

use serde_json::{Value, json};

use super::{Api, PublicItem};

/// Returns the text with one line for each public item.
#[must_use]
pub fn record(api: &Api) -> String {
    let line = |(path, item): (&String, &PublicItem)| {
        // The keys are written in this order, so that each line starts with the path of the item.
        let mut members = vec![("item", json!(path)), ("declaration", json!(item.declaration))];
        if item.contract != item.declaration {
            members.push(("contract", json!(item.contract)));
        }
        if !item.derives.is_empty() {
            members.push(("derives", json!(item.derives)));
        }
        if !item.docs.is_empty() {
            members.push(("docs", json!(item.docs)));
        }
        let flags = [("deprecated", item.is_deprecated), ("open", item.is_open), ("exhaustive", item.is_exhaustive)];
        members.extend(flags.into_iter().filter(|(_, holds)| *holds).map(|(key, _)| (key, json!(true))));
        let members: Vec<String> = members.iter().map(|(key, value)| format!("\"{key}\":{value}")).collect();
        format!("{{{}}}\n", members.join(","))
    };
    api.iter().map(line).collect()
}

/// Reads the text that [`record`] made.
///
/// # Errors
/// The number of the first line that is not a public item, and the reason.
pub fn read_record(text: &str) -> Result<Api, (usize, String)> {
    let lines = text.lines().enumerate();
    lines.map(|(index, line)| item(line).map_err(|message| (index + 1, message))).collect()
}

fn item(line: &str) -> Result<(String, PublicItem), String> {
    let line: Value = serde_json::from_str(line).map_err(|error| error.to_string())?;
    let text = |key: &str| line.get(key).and_then(Value::as_str).map(str::to_owned);
    let (Some(path), Some(declaration)) = (text("item"), text("declaration")) else {
        return Err("expected an object with `item` and `declaration`".to_owned());
    };
    let derives = line.get("derives").and_then(Value::as_array);
    let holds = |key: &str| line.get(key).and_then(Value::as_bool).unwrap_or(false);
    let item = PublicItem {
        contract: text("contract").unwrap_or_else(|| declaration.clone()),
        declaration,
        derives: derives.into_iter().flatten().filter_map(Value::as_str).map(str::to_owned).collect(),
        docs: text("docs").unwrap_or_default(),
        is_deprecated: holds("deprecated"),
        is_open: holds("open"),
        is_exhaustive: holds("exhaustive"),
    };
    Ok((path, item))
}

#[cfg(test)]
mod tests {
    use super::{super::list, *};

    #[test]
    fn reads_what_it_wrote() {
        let code = "/// Docs.\n#[derive(Clone, Debug)] #[non_exhaustive] pub enum A { X { y: u8 } }\n\
                    #[deprecated] pub struct B { pub x: u8 } impl B { pub fn f(&self, \"x\": u8) {} }"
            .replace("\"x\"", "x");
        let api = list(&code).unwrap();
        assert!(api.len() > 4 && api.contains_key("B::f"), "{api:?}");
        assert_eq!(read_record(&record(&api)), Ok(api));
    }

    #[test]
    fn names_the_line_of_a_mistake() {
        let good = record(&list("pub fn a() {}").unwrap());
        let (line, message) = read_record(&format!("{good}{{}}\n")).unwrap_err();
        assert_eq!((line, message.as_str()), (2, "expected an object with `item` and `declaration`"));
    }
}
