//! Follows `$ref`s to other files. Reads each file only once and adds its values to the document. A message about such
//! a value contains the name of the file, and the line and the column in this file.

use std::collections::HashMap;

use crate::{
    Error, ErrorKind,
    document::{Document, Node, Value, parse, percent_decode, position_in},
    tree,
};

/// The key that is added to the root of the document. Its value is a list with the contents of the other files.
pub(crate) const FILES: &str = "x-external-files";

/// The largest number of other files to which the `$ref`s of one contract may lead.
const MAX_FILES: usize = 1_000;

/// A function that reads a file. The argument is the path of the file, relative to the folder of the contract. The
/// result is the name of the file for messages, and its text. If the result is `None`, the contract keeps the `$ref`,
/// and the `$ref` is reported as broken.
pub type ReadFile<'r> = dyn FnMut(&str) -> Option<(String, String)> + 'r;

/// The files that `$ref`s name, and the function that reads them.
struct Files<'r, 'f> {
    read: &'r mut ReadFile<'f>,
    /// The file name of the contract, without its folder.
    own_name: String,
    /// For each path that a `$ref` contains, the index of the file in `found`; `None` if the file cannot be read.
    known: HashMap<String, Option<usize>>,
    /// The folder, the name in messages, and the text of each file that was read.
    found: Vec<(String, String, String)>,
}

/// Reads the other files to which the `$ref`s of a document lead, and adds the files to the document.
pub(crate) fn add_files(document: Document, read: &mut ReadFile<'_>) -> Result<Document, Error> {
    let own_name = document.name().rsplit(['/', '\\']).next().unwrap_or_default().to_owned();
    let mut files = Files { read, own_name, known: HashMap::new(), found: Vec::new() };
    let mut document = document;
    files.rewrite(document.root_mut(), "", None);
    let mut index = 0;
    while let Some((folder, name, text)) = files.found.get(index).cloned() {
        let mut root = parse(&text).map_err(|error| {
            let position = position_in(&text, error.offset);
            let message = format!("cannot read the file: {}", error.message);
            Error::new(ErrorKind::Unreadable, &name, Some(position), message)
        })?;
        files.rewrite(&mut root, &folder, Some(index));
        document.add_file(name, text, root);
        index += 1;
    }
    Ok(document.indexed())
}

impl Files<'_, '_> {
    /// Changes the `$ref`s of a file: `pets.yaml#/Pet` becomes `#/x-external-files/0/Pet`.
    fn rewrite(&mut self, node: &mut Node, folder: &str, file: Option<usize>) {
        for item in tree::items_mut(node) {
            self.rewrite(item, folder, file);
        }
        for entry in tree::entries_mut(node) {
            match &mut entry.node.value {
                Value::String(text) if entry.key == "$ref" => {
                    if let Some(target) = self.target(text, folder, file) {
                        *text = target;
                    }
                }
                _ => self.rewrite(&mut entry.node, folder, file),
            }
        }
    }

    /// Returns the new `$ref`, such as `#/x-external-files/0/Pet`; `None` if the `$ref` does not change.
    fn target(&mut self, reference: &str, folder: &str, file: Option<usize>) -> Option<String> {
        let (path, fragment) = reference.split_once('#').unwrap_or((reference, ""));
        let local = |file: usize| format!("#/{FILES}/{file}{fragment}");
        if path.is_empty() {
            return file.map(local);
        }
        // A URL stays unchanged, because this crate reads nothing over the network. An absolute path stays unchanged,
        // because it can lead out of the folder of the contract.
        if path.contains(':') || path.starts_with('/') {
            return None;
        }
        let path = join(folder, &percent_decode(path)?)?;
        if path == self.own_name {
            return Some(format!("#{fragment}"));
        }
        self.index(&path).map(local)
    }

    fn index(&mut self, path: &str) -> Option<usize> {
        if let Some(known) = self.known.get(path) {
            return *known;
        }
        let read = if self.found.len() < MAX_FILES { (self.read)(path) } else { None };
        let index = read.map(|(name, text)| {
            let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
            self.found.push((folder.to_owned(), name, text));
            self.found.len() - 1
        });
        self.known.insert(path.to_owned(), index);
        index
    }
}

/// Joins a folder and a relative path: `paths` and `../schemas.yaml` become `schemas.yaml`. Returns `None` if the path
/// leads out of the folder of the contract.
fn join(folder: &str, path: &str) -> Option<String> {
    let mut parts: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop()?;
            }
            name => parts.push(name),
        }
    }
    Some(parts.join("/"))
}

#[cfg(test)]
mod tests {
    use crate::Contract;

    const ROOT: &str = "
openapi: 3.0.3
paths:
  /pets: {$ref: 'paths/pets.yaml'}
components:
  schemas:
    Pet: {$ref: 'schemas.yaml#/Pet'}
    Name: {type: string, maxLength: 3}
    Gone: {$ref: 'gone.yaml'}
    Away: {$ref: 'https://example.com/a.yaml'}
    Above: {$ref: '../above.yaml'}
";

    fn read(path: &str) -> Option<(String, String)> {
        let text = match path {
            "paths/pets.yaml" => {
                "get:\n  operationId: list_pets\n  responses:\n    '200': {$ref: '../responses.yaml#/Pets'}\n"
            }
            "responses.yaml" => "Pets: {content: {application/json: {schema: {$ref: 'schemas.yaml#/Pet'}}}}\n",
            "schemas.yaml" => {
                "# A comment.\nPet: {properties: {name: {$ref: 'c.yaml#/components/schemas/Name'}, next: {$ref: '#/Pet'}}}\n"
            }
            _ => return None,
        };
        Some((format!("api/{path}"), text.to_owned()))
    }

    #[test]
    fn follows_references_to_other_files() {
        let mut asked = Vec::new();
        let contract = Contract::parse_with_files("api/c.yaml", ROOT, &mut |path| {
            asked.push(path.to_owned());
            read(path)
        })
        .expect("a contract");
        asked.sort();
        assert_eq!(asked, ["gone.yaml", "paths/pets.yaml", "responses.yaml", "schemas.yaml"], "each file once");
        assert_eq!(contract.operations()[0].id, "list_pets");
        let document = contract.document();
        let schema = |name: &str| document.pointer(&format!("/components/schemas/{name}")).expect("a schema");
        let pet = document.resolve(schema("Pet")).expect("another file").node;
        let place = pet.span.clone();
        assert_eq!((document.name_at(place.start), document.position(place.start).line), ("api/schemas.yaml", 2));
        assert_eq!(document.pointer_at(&place), "/Pet");
        let name = document.resolve(pet.pointer("/properties/name").expect("a property")).expect("the contract").node;
        assert_eq!(document.name_at(name.span.start), "api/c.yaml");
        assert_eq!(document.resolve(pet.pointer("/properties/next").expect("a property")).expect("itself").node, pet);
        for broken in ["Gone", "Away", "Above"] {
            assert!(document.resolve(schema(broken)).is_err(), "{broken}");
        }
    }

    #[test]
    fn a_broken_file_is_an_error_with_its_place() {
        let mut read = |_: &str| Some(("other.yaml".to_owned(), "a: 1\nb: [".to_owned()));
        let error = Contract::parse_with_files("c.yaml", ROOT, &mut read).expect_err("a broken file");
        assert!(error.to_string().starts_with("other.yaml:"), "{error}");
    }

    #[test]
    fn schemas_of_openapi_3_1_are_rewritten_in_every_file() {
        let root = "openapi: 3.1.0\npaths: {}\ncomponents: {schemas: {A: {$ref: a.yaml}, B: {$ref: 'b.yaml#/B'}}}\n";
        let contract = Contract::parse_with_files("c.yaml", root, &mut |path| {
            let text = if path == "a.yaml" { "type: [string, 'null']\n" } else { "B: {const: 1}\n" };
            Some((path.to_owned(), text.to_owned()))
        })
        .expect("a contract");
        let json = |name: &str| {
            let node = contract.document().pointer(&format!("/components/schemas/{name}")).expect("a schema");
            contract.document().resolve(node).expect("another file").node.to_json()
        };
        assert_eq!(json("A"), serde_json::json!({"type": "string", "nullable": true}));
        assert_eq!(json("B"), serde_json::json!({"enum": [1]}));
    }
}
