//! Tests of the rules, of edits that change nothing, and of the reported positions of changes.

mod edits;
mod generated;
mod imports;

use std::collections::BTreeSet;

use dataarts_insight_openapi::{Contract, grammar::ObjectKind};

use crate::{Certificate, Change, Comparison, Direction, Rule, Side, Verdict, compare, rules};

fn contract(text: &str) -> Contract {
    Contract::parse("pets.yaml", text).unwrap_or_else(|error| panic!("{error}\n{text}"))
}

fn changes(old: &str, new: &str) -> Comparison {
    compare(&contract(old), &contract(new)).unwrap_or_else(|error| panic!("{error}"))
}

/// Returns the changes that affect requests or responses. Other changes affect only documentation or generated code.
fn on_the_wire(comparison: &Comparison) -> Vec<&Change> {
    comparison.changes.iter().filter(|change| change.wire != Verdict::None).collect()
}

fn ids(comparison: &Comparison) -> Vec<&'static str> {
    comparison.changes.iter().map(|change| change.rule.id).collect()
}

fn directions(rule: &Rule) -> Vec<Direction> {
    match rule.example.direction() {
        Direction::Both => vec![Direction::Request, Direction::Response],
        one => vec![one],
    }
}

#[test]
fn examples_have_the_verdicts_of_their_rules() {
    for rule in rules::ALL {
        for direction in directions(rule) {
            let (old, new) = rule.example.contracts(direction);
            let comparison = changes(&old, &new);
            assert_eq!(ids(&comparison), [rule.id], "{}, {direction:?}: {:#?}", rule.id, comparison.changes);
            let change = &comparison.changes[0];
            assert_eq!(change.wire, rule.verdict(direction), "{}, {direction:?}: {change:#?}", rule.id);
        }
    }
}

#[test]
fn examples_have_the_opposite_change_backwards() {
    for rule in rules::ALL {
        for direction in directions(rule) {
            let (old, new) = rule.example.contracts(direction);
            let comparison = changes(&new, &old);
            assert_eq!(ids(&comparison), [rule.mirror], "{}, {direction:?}: {:#?}", rule.id, comparison.changes);
            let mirror = rules::find(rule.mirror).unwrap_or_else(|| panic!("{} has no mirror", rule.id));
            assert_eq!(mirror.mirror, rule.id, "the mirror of the mirror of {}", rule.id);
        }
    }
}

#[test]
fn examples_have_no_change_from_themselves() {
    for rule in rules::ALL {
        for direction in directions(rule) {
            let (old, new) = rule.example.contracts(direction);
            for text in [old, new] {
                assert!(changes(&text, &text).changes.is_empty(), "{}", rule.id);
            }
        }
    }
}

#[test]
fn ids_are_unique_and_in_kebab_case() {
    let ids: BTreeSet<&str> = rules::ALL.iter().map(|rule| rule.id).collect();
    assert_eq!(ids.len(), rules::ALL.len());
    assert!(ids.iter().all(|id| id.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'-')));
}

#[test]
fn each_key_of_openapi_has_a_rule_or_a_reason() {
    let with_rule: BTreeSet<&str> = rules::ALL.iter().flat_map(|rule| rule.keys).copied().collect();
    let waived: BTreeSet<&str> = rules::WAIVERS.iter().map(|(key, _)| *key).collect();
    let mut every = BTreeSet::new();
    for kind in ObjectKind::ALL {
        for key in kind.definition().keys {
            let key = format!("{kind:?}.{}", key.name);
            let (rule, waiver) = (with_rule.contains(key.as_str()), waived.contains(key.as_str()));
            assert!(rule != waiver, "{key}: rule {rule}, waiver {waiver}; it needs one of them");
            every.insert(key);
        }
    }
    for key in with_rule.union(&waived) {
        assert!(every.contains(*key), "{key} is not a key of OpenAPI");
    }
}

/// Checks the examples of all rules with the basis `Values`.
///
/// - If the change is safe, the comparison must prove that one contract accepts all payloads of the other contract.
/// - If the change is risky or breaking, the comparison must contain a payload that only one of the two contracts
///   accepts.
#[test]
fn verdicts_of_schemas_have_evidence() {
    for rule in rules::ALL.iter().filter(|rule| rule.basis == crate::Basis::Values) {
        for direction in directions(rule) {
            let (old, new) = rule.example.contracts(direction);
            let comparison = changes(&old, &new);
            let change = &comparison.changes[0];
            let accepting = if direction == Direction::Request { Side::Old } else { Side::New };
            match &change.certificate {
                Some(Certificate::Covered { accepted_by, .. }) => {
                    assert_eq!((change.wire, *accepted_by), (Verdict::Safe, accepting), "{}", rule.id);
                }
                Some(Certificate::Payload { accepted_by, .. }) => {
                    assert!(change.wire > Verdict::Safe && *accepted_by == accepting, "{}: {change:?}", rule.id);
                }
                None => panic!("{}, {direction:?} has no evidence: {change:?}", rule.id),
            }
        }
    }
}

/// Returns a contract that uses a schema only in a request, or only in a response.
fn in_one_direction(schema: &str, direction: Direction) -> String {
    let content = format!("content: {{application/json: {{schema: {schema}}}}}");
    let (body, response) = match direction {
        Direction::Request => (format!("requestBody: {{{content}}}, "), String::new()),
        _ => (String::new(), format!(", {content}")),
    };
    format!(
        "openapi: 3.0.3
info: {{title: T, version: '1'}}
paths: {{/a: {{post: {{operationId: a, {body}responses: {{'200': {{description: ok{response}}}}}}}}}}}
"
    )
}

/// Returns a contract with one component and two operations that use the component.
fn shared(schema: &str) -> String {
    format!(
        "openapi: 3.0.3
info: {{title: Pets, version: '1'}}
paths:
  /pets:
    get:
      operationId: list_pets
      responses:
        '200':
          description: Pets.
          content:
            application/json: {{schema: {{type: array, items: {{$ref: '#/components/schemas/Pet'}}}}}}
    post:
      operationId: add_pet
      requestBody: {{content: {{application/json: {{schema: {{$ref: '#/components/schemas/Pet'}}}}}}}}
      responses: {{'204': {{description: Added.}}}}
components:
  schemas:
    Pet: {schema}
"
    )
}

#[test]
fn one_cause_is_one_change_that_names_its_operations() {
    let comparison = changes(
        &shared("{type: object, properties: {age: {type: integer, maximum: 9}}}"),
        &shared("{type: object, properties: {age: {type: integer, maximum: 8}}}"),
    );
    assert_eq!(ids(&comparison), ["maximum-lowered"]);
    let change = &comparison.changes[0];
    assert_eq!(change.operations, ["list_pets", "add_pet"]);
    assert_eq!((change.direction, change.wire), (Direction::Both, Verdict::Breaking));
    assert_eq!(change.pointer(), "/components/schemas/Pet/properties/age/maximum");
    assert_eq!(change.evidence().unwrap(), "the old contract accepts 9 and the new one refuses it");
}

#[test]
fn what_changes_nothing_is_no_change() {
    let base =
        shared("{type: object, required: [a, b], properties: {a: {type: string}, b: {type: integer, maximum: 9}}}");
    for (what, other) in [
        (
            "order",
            "{properties: {b: {maximum: 9.0, type: integer}, a: {type: string}}, required: [b, a], type: object}",
        ),
        (
            "wrapped",
            "{allOf: [{type: object, required: [a, b], properties: {a: {type: string}, b: {type: integer, maximum: 9}}}]}",
        ),
        (
            "split",
            "{allOf: [{type: object, required: [a], properties: {a: {type: string}}}, {type: object, required: [b], properties: {b: {type: integer, maximum: 9}}}]}",
        ),
        (
            "false flags",
            "{type: object, nullable: false, required: [a, b], properties: {a: {type: string, minLength: 0}, b: {type: integer, maximum: 9}}}",
        ),
    ] {
        let comparison = changes(&base, &shared(other));
        assert!(comparison.changes.is_empty(), "{what}: {:#?}", comparison.changes);
    }
    let inlined = base.replace(
        "{$ref: '#/components/schemas/Pet'}",
        "{type: object, required: [a, b], properties: {a: {type: string}, b: {type: integer, maximum: 9}}}",
    );
    assert!(changes(&base, &inlined).changes.is_empty());
    let anchored = base.replace("Pet: {", "Pet: &pet {").replace("  schemas:", "  schemas:\n    # A comment.");
    assert!(changes(&base, &anchored).changes.is_empty());
}

#[test]
fn fingerprints_do_not_depend_on_lines_and_other_edits() {
    let old = shared("{type: integer, enum: [1, 2, 3]}");
    let fingerprint = |new: &str| {
        let comparison = changes(&old, new);
        let change = comparison.changes.iter().find(|change| change.message.contains('7')).expect("the value 7");
        change.fingerprint.clone()
    };
    let plain = fingerprint(&shared("{type: integer, enum: [1, 2, 3, 7]}"));
    let moved = shared("{type: integer, enum: [5, 1, 7, 2, 3]}").replace("paths:", "# A comment.\npaths:");
    assert_eq!(plain, fingerprint(&moved));
    assert_ne!(plain, fingerprint(&old.replace("[1, 2, 3]", "[1, 2, 3, 77]")));
}

#[test]
fn recursive_schemas_end() {
    let tree = |leaf: &str| {
        shared(&format!(
            "{{type: object, properties: {{leaf: {leaf}, children: {{type: array, items: {{$ref: \
             '#/components/schemas/Pet'}}}}}}}}"
        ))
    };
    let comparison = changes(&tree("{type: string, maxLength: 3}"), &tree("{type: string, maxLength: 4}"));
    assert_eq!(ids(&comparison), ["max-length-raised"]);
    assert_eq!(comparison.changes[0].operations.len(), 2);
}

#[test]
fn a_proof_about_the_whole_overrules_the_rule() {
    for (what, old, new) in [
        (
            "the values are all shorter",
            "{type: string, enum: [a, b], maxLength: 9}",
            "{type: string, enum: [a, b], maxLength: 5}",
        ),
        (
            "the other part is stricter",
            "{allOf: [{maxLength: 5, type: string}, {maxLength: 9}]}",
            "{allOf: [{maxLength: 5, type: string}, {maxLength: 7}]}",
        ),
        ("numbers have no length", "{type: integer}", "{type: integer, maxLength: 7}"),
        (
            "the alternative is a part of another",
            "{anyOf: [{type: number}, {type: integer}]}",
            "{anyOf: [{type: number}]}",
        ),
    ] {
        let comparison = changes(&shared(old), &shared(new));
        let wire = on_the_wire(&comparison);
        assert!(wire.iter().all(|change| change.wire == Verdict::Safe), "{what}: {wire:#?}");
    }
}

#[test]
fn disputed_kinds_are_decided_by_evidence() {
    let component = |schema: &str| shared(schema);
    let worst = |old: &str, new: &str| changes(&component(old), &component(new)).worst();
    // A required property stays required if it gets a default, so the worst verdict is that of the new default.
    let default = |extra: &str| format!("{{type: object, required: [a], properties: {{a: {{type: string{extra}}}}}}}");
    assert_eq!(worst(&default(""), &default(", default: x")), Verdict::Risky);
    // An `oneOf` with only one schema accepts the same values as the schema.
    assert_eq!(worst("{type: string}", "{oneOf: [{type: string}]}"), Verdict::None);
    // If `oneOf` accepts a new type, clients may receive values that they do not expect.
    let comparison = changes(&component("{type: string}"), &component("{oneOf: [{type: string}, {type: integer}]}"));
    assert_eq!(ids(&comparison), ["alternative-added"]);
    assert_eq!(comparison.changes[0].wire, Verdict::Risky);
    // The string `ab` is valid for both schemas of the new `oneOf`, so the `oneOf` refuses the string.
    let comparison = changes(&component("{type: string}"), &component("{oneOf: [{type: string}, {maxLength: 3}]}"));
    assert_eq!(comparison.worst(), Verdict::Risky, "{:#?}", comparison.changes);
}

#[test]
fn changes_that_are_harmless_one_by_one_are_judged_together() {
    for (old, new, request, response) in [
        // The schema inside `not` accepts more values, so the whole schema accepts fewer.
        ("{not: {type: number}}", "{not: {}}", Verdict::Breaking, Verdict::Safe),
        ("{not: {type: integer, minimum: 0}}", "{not: {type: integer, minimum: 1}}", Verdict::Safe, Verdict::Risky),
        // Both alternatives accept "abcd" now.
        (
            "{oneOf: [{type: string, maxLength: 2}, {type: string, minLength: 4}]}",
            "{oneOf: [{type: string, maxLength: 5}, {type: string, minLength: 4}]}",
            Verdict::Breaking,
            // "abc" is new.
            Verdict::Risky,
        ),
        // Each of the two lists alone makes the property required.
        (
            "{allOf: [{required: [id]}, {required: [id], maxProperties: 9}]}",
            "{allOf: [{}, {maxProperties: 9}]}",
            Verdict::Safe,
            Verdict::Risky,
        ),
        (
            "{type: object}",
            "{type: object, allOf: [{required: [id]}, {required: [id]}]}",
            Verdict::Breaking,
            Verdict::Safe,
        ),
    ] {
        for (direction, wanted) in [(Direction::Request, request), (Direction::Response, response)] {
            let wrap = |text: &str| in_one_direction(text, direction);
            let worst = changes(&wrap(old), &wrap(new)).worst();
            let right = if wanted == Verdict::Safe { worst <= wanted } else { worst >= wanted };
            assert!(right, "{direction:?}: {old} {new}: {worst:?}");
        }
    }
}

fn in_3_1(text: &str) -> String {
    text.replace("3.0.3", "3.1.0")
}

#[test]
fn keywords_that_the_validator_does_not_support_are_risky() {
    let base = "{type: object, properties: {a: {type: string, maxLength: 5}}}";
    for keyword in [
        "patternProperties: {'^x': {type: string}}",
        "propertyNames: {maxLength: 3}",
        "dependentSchemas: {a: {required: [b]}}",
        "unevaluatedProperties: false",
        "if: {required: [a]}",
        "then: {required: [b]}",
        "else: {required: [b]}",
        "prefixItems: [{type: string}]",
        "contains: {type: string}",
        "unevaluatedItems: false",
    ] {
        let with = base.replace("{type: object,", &format!("{{type: object, {keyword},"));
        for (old, new) in [(base, with.as_str()), (with.as_str(), base)] {
            for direction in [Direction::Request, Direction::Response] {
                let wrap = |text: &str| in_3_1(&in_one_direction(text, direction));
                let comparison = changes(&wrap(old), &wrap(new));
                assert_eq!(ids(&comparison), ["unsupported-keyword-changed"], "{keyword}");
                assert_eq!(comparison.worst(), Verdict::Risky, "{keyword}");
            }
        }
    }
}

#[test]
fn nothing_is_proved_about_keywords_that_the_validator_does_not_support() {
    let wrap = |text: &str| in_3_1(&in_one_direction(text, Direction::Request));
    for (old, new) in [
        ("{type: object}", "{type: object, properties: {a: {}}, patternProperties: {b: {type: string}}}"),
        (
            "{type: object, minProperties: 2, properties: {a: {properties: {b: {}}}}}",
            "{type: object, minProperties: 1, properties: {a: {properties: {b: {unevaluatedItems: false}}}}}",
        ),
        (
            "{type: object, minProperties: 2, patternProperties: {b: {}}}",
            "{type: object, minProperties: 1, patternProperties: {b: {}}}",
        ),
    ] {
        let comparison = changes(&wrap(old), &wrap(new));
        assert!(comparison.changes.iter().all(|change| change.certificate.is_none()), "{:#?}", comparison.changes);
        assert_eq!(comparison.worst(), Verdict::Risky);
    }
}

#[test]
fn targets_inside_unsupported_keywords_are_compared() {
    let contract = |length: &str, description: &str| {
        let schema = "{type: object, if: {properties: {a: {$ref: '#/components/schemas/A'}}}, then: {required: [b]}}";
        let text = in_one_direction(schema, Direction::Request);
        in_3_1(&format!("{text}components: {{schemas: {{A: {{maxLength: {length}, description: {description}}}}}}}\n"))
    };
    let comparison = changes(&contract("3", "x"), &contract("4", "x"));
    assert!(ids(&comparison).contains(&"unsupported-keyword-changed"), "{:?}", ids(&comparison));
    assert_eq!(comparison.worst(), Verdict::Risky);
    assert_eq!(changes(&contract("3", "x"), &contract("3", "y")).worst(), Verdict::None);
}

#[test]
fn webhooks_are_compared_like_callbacks() {
    let contract = |property: &str| {
        format!(
            "openapi: 3.1.0
info: {{title: T, version: '1'}}
webhooks:
  done:
    post:
      requestBody: {{content: {{application/json: {{schema: {{type: object, {property}}}}}}}}}
      responses: {{'200': {{description: ok, content: {{application/json: {{schema: {{type: string}}}}}}}}}}
"
        )
    };
    let comparison = changes(
        &contract("required: [a], properties: {a: {type: string}}"),
        &contract("properties: {a: {type: string}}"),
    );
    assert_eq!(ids(&comparison), ["property-optional"]);
    let change = &comparison.changes[0];
    assert_eq!((change.wire, change.direction), (Verdict::Breaking, Direction::Response));
    assert_eq!(change.operations, ["POST done"]);
}

#[test]
fn ranges_of_statuses_and_media_types_are_compared() {
    let responses = |status: &str, length: &str| {
        format!(
            "openapi: 3.0.3
info: {{title: T, version: '1'}}
paths:
  /a:
    get:
      responses:
        '{status}':
          description: ok
          content: {{application/json: {{schema: {{type: string, maxLength: {length}}}}}}}
"
        )
    };
    for wide in ["2XX", "2xx", "default"] {
        let comparison = changes(&responses("200", "5"), &responses(wide, "5"));
        assert_eq!(ids(&comparison), ["success-status-widened"]);
        assert_eq!(comparison.worst(), Verdict::Risky);
        let comparison = changes(&responses("200", "5"), &responses(wide, "6"));
        assert_eq!(ids(&comparison).len(), 2, "{:?}", comparison.changes);
    }
    let error = responses("200", "5").replace("'200':", "'200': {description: ok}\n        default:");
    let added = error.replace("default:", "'201':");
    assert_eq!(ids(&changes(&error, &added)), ["success-status-added", "error-status-removed"]);
    let kept = |both: &str| responses("2XX", "5").replace("'2XX':", both);
    assert_eq!(
        ids(&changes(&kept("'200': {description: ok}\n        '201':"), &kept("'2XX':"))),
        ["success-status-widened", "success-status-widened", "media-type-added"]
    );
    let body = |media: &str, length: &str| {
        in_one_direction(&format!("{{type: string, maxLength: {length}}}"), Direction::Request)
            .replace("application/json", &format!("'{media}'"))
    };
    for wide in ["application/*", "*/*"] {
        assert_eq!(changes(&body("application/json", "5"), &body(wide, "5")).worst(), Verdict::Safe);
        let narrower = changes(&body("application/json", "5"), &body(wide, "4"));
        assert_eq!(ids(&narrower), ["max-length-lowered", "media-type-widened"]);
    }
}

#[test]
fn a_renamed_security_scheme_is_no_change_of_requests() {
    let contract = |schemes: &str, security: &str| {
        format!(
            "openapi: 3.0.3
info: {{title: T, version: '1'}}
paths: {{/a: {{get: {{security: {security}, responses: {{'200': {{description: ok}}}}}}}}}}
components: {{securitySchemes: {{{schemes}}}}}
"
        )
    };
    let token = contract("token: {type: apiKey, in: query, name: A}", "[{token: []}]");
    let renamed = contract("key: {type: apiKey, in: query, name: A}", "[{key: []}]");
    assert_eq!(ids(&changes(&token, &renamed)), ["security-scheme-renamed"]);
    let other = contract("key: {type: apiKey, in: query, name: a}", "[{key: []}]");
    assert_eq!(changes(&token, &other).worst(), Verdict::Breaking);
    let scopes = contract("key: {type: apiKey, in: query, name: A}", "[{key: [admin]}]");
    assert_eq!(ids(&changes(&token, &scopes)), ["scope-added", "security-scheme-renamed"]);
}

#[test]
fn parameters_are_compared_as_texts() {
    let contract = |schema: &str| {
        format!(
            "openapi: 3.0.3
info: {{title: T, version: '1'}}
paths:
  /a:
    get:
      parameters: [{{name: q, in: query, schema: {schema}}}]
      responses: {{'200': {{description: ok}}}}
"
        )
    };
    for (old, new, verdict, payload) in [
        ("{type: integer}", "{type: string}", Verdict::Safe, None),
        ("{type: boolean}", "{type: string, maxLength: 5}", Verdict::Safe, None),
        ("{type: number, maximum: 5}", "{type: string, description: A text.}", Verdict::Safe, None),
        ("{type: boolean}", "{type: string, enum: ['true']}", Verdict::Breaking, Some("false")),
        ("{type: integer, minimum: 1, maximum: 10}", "{type: string, maxLength: 1}", Verdict::Breaking, Some("10")),
        ("{type: integer, minimum: 1, maximum: 9}", "{type: string, maxLength: 1}", Verdict::Risky, None),
    ] {
        let comparison = changes(&contract(old), &contract(new));
        assert_eq!(on_the_wire(&comparison).len(), 1, "{old} {new}: {:#?}", comparison.changes);
        let change = on_the_wire(&comparison)[0];
        assert_eq!((change.rule.id, change.wire), ("type-changed", verdict), "{old} {new}: {change:#?}");
        let shown = match &change.certificate {
            Some(Certificate::Payload { text, .. }) => Some(text.as_str()),
            _ => None,
        };
        assert_eq!(shown, payload, "{old} {new}");
    }
    assert_eq!(changes(&contract("{type: string}"), &contract("{type: integer}")).worst(), Verdict::Breaking);
    assert_eq!(changes(&contract("{type: integer}"), &contract("{type: number}")).worst(), Verdict::Safe);
}

#[test]
fn written_defaults_of_encodings_and_mappings_are_no_change() {
    let form = |encoding: &str| {
        in_one_direction("{type: object, properties: {a: {type: array, items: {}}}}", Direction::Request)
            .replace("application/json: {", &format!("application/x-www-form-urlencoded: {{{encoding}"))
    };
    for default in
        ["explode: true", "style: form", "allowReserved: false", "style: spaceDelimited, explode: false", "headers: {}"]
    {
        let same = form("encoding: {a: {style: spaceDelimited}}, ");
        let old = if default.contains("space") { same } else { form("") };
        let new = form(&format!("encoding: {{a: {{{default}}}}}, "));
        assert!(changes(&old, &new).changes.is_empty(), "{default}");
    }
    assert_eq!(ids(&changes(&form(""), &form("encoding: {a: {explode: false}}, "))), ["encoding-changed"]);
    let pet = |mapping: &str| {
        let text = shared(&format!(
            "{{oneOf: [{{$ref: '#/components/schemas/Cat'}}], discriminator: {{propertyName: kind{mapping}}}}}"
        ));
        format!("{text}    Cat: {{type: object, required: [kind], properties: {{kind: {{type: string}}}}}}\n")
    };
    for implicit in ["{}", "{Cat: Cat}", "{Cat: '#/components/schemas/Cat'}"] {
        let new = pet(&format!(", mapping: {implicit}"));
        assert!(changes(&pet(""), &new).changes.is_empty(), "{implicit}");
        assert!(changes(&new, &pet("")).changes.is_empty(), "{implicit}");
    }
    assert_eq!(ids(&changes(&pet(""), &pet(", mapping: {cat: Cat}"))), ["mapping-added"]);
}

#[test]
fn a_broken_reference_is_an_error_with_its_place() {
    let broken = shared("{$ref: '#/components/schemas/Cat'}");
    let error = compare(&contract(&broken), &contract(&shared("{}"))).unwrap_err();
    assert!(error.to_string().starts_with("pets.yaml:18:17: $ref #/components/schemas/Cat names nothing"), "{error}");
}
