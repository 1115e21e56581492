use serde_json::json;

use crate::{
    Contract,
    document::{Document, Node},
};

const ROOT: &str = "
openapi: 3.0.3
paths:
  /pets: {$ref: 'paths/pets.yaml'}
components:
  schemas:
    Pet: {$ref: 'schemas.yaml#/Animal'}
    Name: {type: string, maxLength: 3}
    Pets: {items: {$ref: 'schemas.yaml#/Animal'}}
    Tag: {$ref: tag.yaml}
";

/// The other files of a contract in the folder `api`, by their paths.
fn bundled(root: &str, files: &[(&str, &str)]) -> Document {
    let mut asked = Vec::new();
    let mut read = |path: &str| {
        assert!(!asked.contains(&path.to_owned()), "{path} is read twice");
        asked.push(path.to_owned());
        let text = files.iter().find(|(name, _)| *name == path).map(|(_, text)| (*text).to_owned());
        text.map(|text| (format!("api/{path}"), text)).ok_or_else(|| format!("there is no {path}"))
    };
    Document::parse_with_files("api/c.yaml", root, &mut read).expect("a contract")
}

fn pets() -> Document {
    bundled(
        ROOT,
        &[
            (
                "paths/pets.yaml",
                "get:\n  operationId: list_pets\n  responses:\n    '200': {$ref: '../responses.yaml#/Pets'}\n",
            ),
            ("responses.yaml", "Pets: {content: {application/json: {schema: {$ref: 'schemas.yaml#/Animal'}}}}\n"),
            (
                "schemas.yaml",
                "# A comment.\nAnimal:\n  properties:\n    name: {$ref: 'c.yaml#/components/schemas/Name'}\n    next: {$ref: \
                 '#/Animal'}\n    tag: {$ref: './tag.yaml'}\n    owner: {$ref: '#/Owner/properties/person'}\nOwner: \
                 {properties: {person: {type: string}}}\n",
            ),
            ("tag.yaml", "type: object\nproperties: {inner: {$ref: '#'}}\n"),
        ],
    )
}

fn at<'d>(document: &'d Document, pointer: &str) -> &'d Node {
    document.pointer(pointer).unwrap_or_else(|| panic!("no {pointer} in {}", document.root().to_json()))
}

fn place(document: &Document, node: &Node) -> String {
    let start = node.span.start;
    format!("{}:{}", document.name_at(start), document.position(start).line)
}

#[test]
fn values_of_other_files_become_components() {
    let document = pets();
    assert_eq!(
        at(&document, "/components/schemas").to_json(),
        json!({
            "Pet": {"properties": {
                "name": {"$ref": "#/components/schemas/Name"},
                "next": {"$ref": "#/components/schemas/Pet"},
                "tag": {"$ref": "#/components/schemas/Tag"},
                "owner": {"$ref": "#/components/schemas/person"},
            }},
            "Name": {"type": "string", "maxLength": 3},
            "Pets": {"items": {"$ref": "#/components/schemas/Pet"}},
            "Tag": {"type": "object", "properties": {"inner": {"$ref": "#/components/schemas/Tag"}}},
            "person": {"type": "string"},
        })
    );
    let ok = at(&document, "/paths/~1pets/get/responses/200");
    assert_eq!(ok.to_json(), json!({"$ref": "#/components/responses/Pets"}));
    let contract = Contract::from_document(document).expect("a contract");
    assert_eq!(contract.operations()[0].id, "list_pets");
    contract.response_node(contract.operation("list_pets").unwrap(), 200).unwrap();
}

#[test]
fn values_keep_the_places_of_their_files() {
    let document = pets();
    for (pointer, expected, inside) in [
        ("/paths/~1pets/get/operationId", "api/paths/pets.yaml:2", "/get/operationId"),
        ("/components/responses/Pets/content", "api/responses.yaml:1", "/Pets/content"),
        ("/components/schemas/Pet/properties/next/$ref", "api/schemas.yaml:5", "/Animal/properties/next/$ref"),
        ("/components/schemas/person/type", "api/schemas.yaml:8", "/Owner/properties/person/type"),
        ("/components/schemas/Name/maxLength", "api/c.yaml:8", "/components/schemas/Name/maxLength"),
        ("/components/schemas/Tag/properties", "api/tag.yaml:2", "/properties"),
    ] {
        let node = at(&document, pointer);
        assert_eq!(place(&document, node), expected, "{pointer}");
        assert_eq!(document.pointer_at(&node.span), pointer);
        assert_eq!(document.pointer_in_file(&node.span), inside);
    }
    let person = at(&document, "/components/schemas").entry("person").unwrap();
    let file = document.other_file(person.key_span.start).expect("another file");
    assert_eq!(file.text().get(file.local(&person.key_span)), Some("person"));
    assert_eq!(document.pointer_at(&person.key_span), "/components/schemas/person");
}

/// Returns the reason why the schema `A` is not followed, with the line of the `$ref`.
fn refusal(reference: &str, files: &[(&str, &str)]) -> String {
    let root = format!("openapi: 3.0.3\npaths: {{}}\ncomponents:\n  schemas:\n    A:\n      $ref: {reference}\n");
    let document = bundled(&root, files);
    let broken = document.resolve(at(&document, "/components/schemas/A")).expect_err("a broken reference");
    let line = document.position(broken.reference.span.start).line;
    format!("{}:{line}: {broken}", document.name_at(broken.reference.span.start))
}

#[test]
fn refused_references_have_a_reason() {
    let files = [("b.yaml", "Pet: {type: object}\nLeft: [1"), ("pets.yaml", "Pet: {type: object}\n")];
    for (reference, expected) in [
        ("https://example.com/a.yaml", "no file is read over the network: save the file"),
        ("//example.com/a.yaml", "no file is read over the network"),
        ("file:///etc/passwd", "no file is read over the network"),
        ("/etc/passwd", "the path is absolute: write a path relative to this file"),
        ("'C:\\a.yaml'", "no file is read over the network"),
        ("gone.yaml", "there is no gone.yaml"),
        ("../above.yaml", "there is no ../above.yaml"),
        ("b.yaml#/Pet", "b.yaml:2:9: "),
        ("pets.yaml#/Pat", "pets.yaml has no value at `/Pat`; did you mean `Pet`?"),
        ("pets.yaml#Pet", "`#Pet` is not a place in a file: write a JSON Pointer"),
        ("a%zz.yaml", "the path has a broken `%` sequence"),
    ] {
        let found = refusal(reference, &files);
        assert!(found.starts_with("api/c.yaml:6: $ref ") && found.contains(expected), "{reference}: {found}");
    }
    let broken = [("a.yaml", "type: object\nproperties:\n  a: {$ref: '#/components/schemas/B'}\n")];
    let root = "openapi: 3.0.3\npaths: {}\ncomponents: {schemas: {A: {$ref: a.yaml}, B: {type: string}}}\n";
    let document = bundled(root, &broken);
    let inner = at(&document, "/components/schemas/A/properties/a");
    let broken = document.resolve(inner).expect_err("`B` is in the contract, and not in a.yaml");
    assert_eq!(broken.to_string(), "$ref a.yaml#/components/schemas/B: a.yaml has no value at `/components/schemas/B`");
    assert_eq!(place(&document, broken.reference), "api/a.yaml:3");
}

#[test]
fn cycles_across_files_end() {
    let root = "
openapi: 3.0.3
paths:
  /a: {$ref: a.yaml}
  /b: {get: {callbacks: {again: {'{$url}': {$ref: b.yaml}}}}}
components: {schemas: {A: {$ref: 'x.yaml#/A'}, B: {$ref: 'x.yaml#/L'}}}
";
    let document = bundled(
        root,
        &[
            ("a.yaml", "{$ref: c/a.yaml}"),
            ("c/a.yaml", "{$ref: ../a.yaml}"),
            ("b.yaml", "post: {callbacks: {again: {'{$url}': {$ref: b.yaml}}}}"),
            ("x.yaml", "A: {properties: {b: {$ref: 'y.yaml#/B'}}}\nL: {$ref: 'y.yaml#/L'}"),
            ("y.yaml", "B: {properties: {a: {$ref: 'x.yaml#/A'}}}\nL: {$ref: 'x.yaml#/L'}"),
        ],
    );
    let reason = |pointer: &str| document.refusal(at(&document, pointer)).unwrap_or_default();
    assert!(reason("/paths/~1a/$ref").contains("lead back to each other"));
    let inner = "/paths/~1b/get/callbacks/again/{$url}/post/callbacks/again/{$url}/$ref";
    assert!(reason(inner).contains("contains this `$ref` again"));
    assert_eq!(
        at(&document, "/components/schemas/B_2/properties/a").to_json(),
        json!({"$ref": "#/components/schemas/A"})
    );
    assert!(document.resolve(at(&document, "/components/schemas/B")).is_err(), "a circle of `$ref`s");
}

#[test]
fn values_without_a_section_replace_their_references() {
    let root = "
openapi: 3.0.3
paths:
  $ref: paths.yaml
components:
  schemas: {$ref: schemas/index.yaml}
  examples: {Data: {value: {$ref: data.yaml}}}
";
    let document = bundled(
        root,
        &[
            ("paths.yaml", "/a: {summary: A., $ref: 'a.yaml#/item'}\n"),
            (
                "a.yaml",
                "item: {get: {$ref: '#/get'}}\nget: {operationId: a, parameters: [{$ref: '#/limit'}]}\nlimit: {name: limit, in: query}\n",
            ),
            (
                "schemas/index.yaml",
                "Pet: {$ref: pet.yaml}\nKinds: {discriminator: {propertyName: k, mapping: {p: pet.yaml, q: Pet}}}\n",
            ),
            ("schemas/pet.yaml", "type: object\n"),
        ],
    );
    assert_eq!(
        document.root().to_json(),
        json!({
            "openapi": "3.0.3",
            "paths": {"/a": {
                "get": {"operationId": "a", "parameters": [{"$ref": "#/components/parameters/limit"}]},
                "summary": "A.",
            }},
            "components": {
                "schemas": {
                    "Pet": {"$ref": "#/components/schemas/pet"},
                    "Kinds": {"discriminator": {
                        "propertyName": "k", "mapping": {"p": "#/components/schemas/pet", "q": "Pet"},
                    }},
                    "pet": {"type": "object"},
                },
                "examples": {"Data": {"value": {"$ref": "data.yaml"}}},
                "parameters": {"limit": {"name": "limit", "in": "query"}},
            },
        })
    );
}

#[test]
fn schemas_of_openapi_3_1_are_rewritten_in_every_file() {
    let root = "openapi: 3.1.0\npaths: {}\ncomponents: {schemas: {A: {$ref: a.yaml}, B: {$ref: 'b.yaml#/$defs/B', title: B}}}\n";
    let files = [("a.yaml", "type: [string, 'null']\n"), ("b.yaml", "$defs: {B: {const: 1}}\n")];
    let contract = Contract::from_document(bundled(root, &files)).expect("a contract");
    assert_eq!(
        at(contract.document(), "/components/schemas").to_json(),
        json!({
            "A": {"type": "string", "nullable": true},
            "B": {"title": "B", "allOf": [{"$ref": "#/components/schemas/B_2"}]},
            "B_2": {"enum": [1]},
        })
    );
}

#[test]
fn hostile_files_are_bounded() {
    let wide =
        |name: &str| format!("paths: {{}}\ncomponents: {{schemas: {{A: {{$ref: '{name}'}}}}}}\nopenapi: 3.0.3\n");
    let chain = |path: &str| -> String {
        let number: usize = path.trim_end_matches(".yaml").parse().expect("a number");
        format!("items: {{$ref: '{}.yaml'}}", number + 1)
    };
    let mut count = 0;
    let mut read = |path: &str| {
        count += 1;
        Ok((path.to_owned(), chain(path)))
    };
    Document::parse_with_files("c.yaml", wide("0.yaml"), &mut read).expect("a contract");
    assert_eq!(count, 1_000);

    let deep = format!("{}{}{}", "{a: ".repeat(198), "{b: 1}", "}".repeat(198));
    let mut read = |path: &str| Ok((path.to_owned(), deep.clone()));
    let document = Document::parse_with_files("c.yaml", wide("deep.yaml"), &mut read).expect("a contract");
    let reference = at(&document, "/components/schemas/A/$ref");
    assert!(document.refusal(reference).unwrap_or_default().contains("deeper than 200 levels"));

    // Each path item contains the next path item twice, so the result would have 2^60 path items.
    let item = |path: &str| {
        let next = path.trim_end_matches(".yaml").parse::<usize>().expect("a number") + 1;
        let next = format!("{{$ref: {next}.yaml}}");
        let end = path == "60.yaml";
        Ok((
            path.to_owned(),
            if end { "{}".to_owned() } else { format!("get: {{callbacks: {{c: {{a: {next}, b: {next}}}}}}}") },
        ))
    };
    let root = "openapi: 3.0.3\npaths: {/a: {$ref: 0.yaml}}\n";
    let document = Document::parse_with_files("c.yaml", root, &mut { item }).expect("a contract");
    assert!(document.root().to_json().to_string().len() < 20_000_000);
}
