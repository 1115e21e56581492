//! Tests the public API with small contracts. Keywords are tested in `engine` and in the corpus.

use crate::{Contract, ErrorKind, Rule, Severity, Validator};

const PETS: &str = r##"
openapi: 3.0.3
info: {title: Pets, version: "1"}
paths:
  /pets/{id}:
    get:
      operationId: show_pet
      responses:
        "200": {$ref: "#/components/responses/Pet"}
        4XX:
          description: The caller's mistake.
          content: {application/problem+json: {schema: {type: object, required: [title]}}}
        default:
          description: Anything else.
          content: {text/plain: {schema: {type: string}}}
  /pets:
    get:
      operationId: list_pets
      responses:
        "200":
          description: All.
          content: {application/json: {}}
components:
  responses:
    Pet:
      description: A pet.
      content: {application/json; charset=utf-8: {schema: {$ref: "#/components/schemas/Pet"}}}
  schemas:
    Pet:
      type: object
      required: [name]
      properties:
        name: {type: string, maxLength: 3}
        secret: {type: string, writeOnly: true}
        parent: {$ref: "#/components/schemas/Pet"}
    Broken:
      type: object
      properties:
        a: {$ref: "#/components/schemas/Nobody"}
        b: {type: string, pattern: "("}
        c: {type: strin}
"##;

fn pets() -> Contract {
    Contract::parse("pets.yaml", PETS).unwrap()
}

#[test]
fn responses_go_by_code_then_range_then_default() {
    let pets = pets();
    assert!(Validator::response(&pets, "show_pet", 200).unwrap().is_valid(br#"{"name":"Rex"}"#));
    let problem = Validator::response(&pets, "show_pet", 404).unwrap();
    assert!(problem.is_valid(br#"{"title":"no"}"#) && !problem.is_valid(br#"{"name":"Rex"}"#));
    let error = Validator::response(&pets, "show_pet", 503).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::NotFound);
    assert!(error.to_string().contains("declares no JSON body (it declares text/plain)"), "{error}");
    assert!(Validator::response(&pets, "list_pets", 200).unwrap().is_valid(b"[1, null]"));
    let error = Validator::response(&pets, "list_pets", 404).unwrap_err();
    assert_eq!(error.to_string(), "pets.yaml: there is no response of list_pets `404` (there are: 200)");
}

#[test]
fn an_unknown_name_lists_the_nearest_and_all() {
    let error = Validator::component(&pets(), "pet").unwrap_err();
    let expected = "pets.yaml: there is no component `pet`; did you mean `Pet`? (there are: Pet, Broken)";
    assert_eq!(error.to_string(), expected);
    let error = Validator::response(&pets(), "show_pets", 200).unwrap_err();
    assert!(error.to_string().contains("did you mean `show_pet`?"), "{error}");
}

#[test]
fn rejects_a_contract_of_several_operations_without_a_selector() {
    let error = Validator::only_response(&pets()).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Ambiguous);
    assert!(error.to_string().contains("show_pet, list_pets"), "{error}");
}

#[test]
fn a_schema_without_a_verdict_is_refused_with_every_place() {
    let error = Validator::component(&pets(), "Broken").unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Undefined);
    let lines: Vec<_> = error.problems().iter().map(|p| p.position.unwrap().line).collect();
    assert_eq!(lines, [39, 40, 41], "{error}");
}

#[test]
fn findings_have_their_places_in_payload_and_contract() {
    let pet = Validator::component(&pets(), "Pet").unwrap();
    let report = pet.validate("{\n  \"parent\": {\"name\": \"Ré\u{1F600}x\"},\n  \"name\": 1.0}".as_bytes());
    assert!(!report.is_valid());
    let [first, second] = report.findings() else { panic!("{report:?}") };
    assert_eq!(
        (first.rule, first.pointer.as_str(), first.line, first.column),
        (Rule::MaxLength, "/parent/name", 2, 22)
    );
    let contract = first.contract.as_ref().unwrap();
    assert_eq!(
        (contract.line(), contract.pointer()),
        (33, "/components/schemas/Pet/properties/name/maxLength".to_owned())
    );
    assert_eq!((second.rule, second.pointer.as_str(), second.line), (Rule::Type, "/name", 3));
    let json = serde_json::to_value(first).unwrap();
    assert_eq!(json["rule"], "max-length");
    assert_eq!(json["severity"], "error");
    assert_eq!(json["contract"], "pets.yaml:33");
    assert_eq!(json["schema_pointer"], "/components/schemas/Pet/properties/name/maxLength");
}

#[test]
fn pointer_and_offset_name_the_same_value() {
    let contract = "openapi: 3.0.3\ncomponents: {schemas: {A: {properties: {a: {uniqueItems: true}}}}}";
    let list = Validator::component(&Contract::parse("list.yaml", contract).unwrap(), "A").unwrap();
    let report = list.validate(br#"{"a": [1, 2, 1.0]}"#);
    let found: Vec<_> = report.findings().iter().map(|f| (f.rule, f.pointer.as_str(), f.offset)).collect();
    assert_eq!(found, [(Rule::UniqueItems, "/a/2", 13)]);
}

#[test]
fn an_empty_enumeration_expects_no_value() {
    let contract = "openapi: 3.0.3\ncomponents: {schemas: {A: {enum: []}}}";
    let report = Validator::component(&Contract::parse("none.yaml", contract).unwrap(), "A").unwrap().validate(b"1");
    assert_eq!(report.findings()[0].message(), "expected no value: the enum is empty, found the number 1");
}

#[test]
fn text_that_is_not_json_is_a_finding() {
    for text in ["", "{", "nul", "{} {}", "\u{feff}[}", "[1,]", "NaN"] {
        let report = Validator::component(&pets(), "Pet").unwrap().validate(text.as_bytes());
        assert!(!report.is_valid(), "{text}: {report:?}");
    }
    let report = Validator::component(&pets(), "Pet").unwrap().validate(b"{\"name\" \"a\"}");
    assert_eq!(report.findings()[0].rule, Rule::JsonSyntax);
    assert_eq!(report.findings()[0].column, 9);
}

#[test]
fn hostile_nesting_is_a_finding() {
    let deep = format!("{}{}", "{\"parent\":".repeat(200_000), "}".repeat(200_000));
    let report = Validator::component(&pets(), "Pet").unwrap().validate(deep.as_bytes());
    assert!(report.findings().iter().any(|finding| finding.rule == Rule::Nesting));
}

#[test]
fn direction_warns() {
    let report = Validator::response(&pets(), "show_pet", 200).unwrap().validate(br#"{"name":"Rex","secret":"x"}"#);
    assert!(report.is_valid());
    assert_eq!((report.findings()[0].rule, report.findings()[0].severity), (Rule::WriteOnly, Severity::Warning));
}

#[test]
fn contracts_of_openapi_3_1_have_their_own_rules() {
    let contract = Contract::parse(
        "x.yaml",
        "
openapi: 3.1.0
info: {title: New, version: '1'}
webhooks: {created: {post: {}}}
components:
  schemas:
    Integer: {type: integer, exclusiveMinimum: 0}
    Maybe: {type: [string, 'null'], format: date}
    Either: {type: [string, integer], maxLength: 2}
    Constant: {const: {a: 1}}
    Beside: {$ref: '#/components/schemas/Maybe', minLength: 2}
    Nothing: {properties: {a: false}}
    Dependent: {dependentRequired: {card: [address]}}
    Conditional: {type: object, if: {required: [a]}, then: {required: [b]}}
    Holder: {properties: {list: {type: array, prefixItems: [{}]}}}
",
    )
    .unwrap();
    for (component, payload, is_valid) in [
        ("Integer", "1.0", true),
        ("Integer", "1e2", true),
        ("Integer", "1.5", false),
        ("Integer", "0", false),
        ("Integer", "\"1\"", false),
        ("Maybe", "null", true),
        ("Maybe", "\"no date\"", true),
        ("Maybe", "1", false),
        ("Either", "\"ab\"", true),
        ("Either", "\"abc\"", false),
        ("Either", "7", true),
        ("Either", "null", false),
        ("Constant", "{\"a\": 1.0}", true),
        ("Constant", "{\"a\": 2}", false),
        ("Beside", "\"a\"", false),
        ("Beside", "null", true),
        ("Nothing", "{\"a\": 1}", false),
        ("Nothing", "{\"b\": 1}", true),
        ("Dependent", "{\"card\": 1}", false),
        ("Dependent", "{\"card\": 1, \"address\": 2}", true),
        ("Dependent", "{}", true),
    ] {
        let validator = Validator::component(&contract, component).unwrap();
        assert_eq!(validator.validate(payload.as_bytes()).is_valid(), is_valid, "{component}: {payload}");
        assert_eq!(validator.is_valid(payload.as_bytes()), is_valid, "{component}: {payload}");
    }
    for (component, message) in [("Conditional", "x.yaml:14:33: `if`"), ("Holder", "x.yaml:15:47: `prefixItems`")] {
        let error = Validator::component(&contract, component).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Undefined);
        assert!(error.to_string().contains(message), "{error}");
    }
}

#[test]
fn other_documents_are_refused() {
    for (text, part) in [
        ("", "empty"),
        ("[1", "1:"),
        ("{}", "not an OpenAPI document"),
        ("swagger: '2.0'", "Swagger 2.0"),
        ("openapi: 3.2.0", "3.0.x"),
        ("openapi: [3]", "3.0.x"),
    ] {
        let error = Contract::parse("x.yaml", text).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Unreadable);
        assert!(error.to_string().contains(part), "{text}: {error}");
    }
    assert!(Contract::parse("x.yaml", "openapi: 3.0").is_ok());
    assert!(Contract::parse("x.json", "\t{\"openapi\": \"3.0.3\"}").is_ok());
}

#[cfg(feature = "embedded")]
#[test]
fn the_documented_example_is_valid_by_the_embedded_contract() {
    let contract = Contract::embedded();
    let pointer = "/paths/~1v1~1{project_id}~1resource-package~1import-tasks~1{task_id}/get/responses/200/content/\
                   application~1json/examples/documented/value";
    let example = contract.document().pointer(pointer).unwrap();
    let text = &contract.document().text()[example.span.clone()];
    let (operation, status) = contract.default_response().unwrap();
    let validator = Validator::response(contract, operation, status).unwrap();
    let report = validator.validate(text.as_bytes());
    assert!(report.is_valid(), "{report:?}");
    assert!(!validator.is_valid(text.replace("\"status\" : 1", "\"status\" : 99").as_bytes()));
}
