//! Tests the limit for the work of a validation. Nested combinators, such as `anyOf` inside `anyOf`, read a value many
//! times. A document that exceeds the limit is refused.

use super::*;

/// Returns a validator with forty levels of ten references each. The schema has 10^40 paths from the root to the leaf.
/// Without the limit for work, the validation would take years.
fn levels(keywords: &[&str], leaf: &str, root: &str) -> Validator {
    let mut text = format!("schema: {root}\ncomponents:\n  schemas:\n");
    for level in 0..40 {
        let references = vec![format!("{{$ref: '#/components/schemas/L{}'}}", level + 1); 10].join(", ");
        text += &format!("    L{level}: {{{}: [{references}]}}\n", keywords[level % keywords.len()]);
    }
    compile(&format!("{text}    L40: {leaf}\n"))
}

const ROOT: &str = "{$ref: '#/components/schemas/L0'}";
const ITEMS: &str = "{type: array, items: {$ref: '#/components/schemas/L0'}}";

#[test]
fn exponential_combinators_are_given_up() {
    for (keywords, document) in [
        (&["allOf"][..], "\"x\""),
        (&["anyOf"], "\"xx\""),
        (&["oneOf"], "\"x\""),
        (&["anyOf", "allOf", "oneOf"], "\"xx\""),
    ] {
        let limits = Limits { work: 64, ..Limits::default() };
        let compiled = levels(keywords, "{type: string, maxLength: 1}", ROOT).with_limits(limits);
        assert_eq!(rules(&compiled, document.as_bytes()), ["work-budget"], "{keywords:?}");
    }
}

/// Each attempt to validate a value by a schema counts as work, even if the schema refuses the value at the first byte.
/// If such attempts were not counted, the diagnosis of `allOf` would try all 10^40 paths.
#[test]
fn verdict_and_diagnosis_agree_on_what_is_given_up() {
    let large = format!("[{}1]", "\"x\",".repeat(200));
    let limits = Limits { work: 32, ..Limits::default() };
    for keywords in [&["allOf"][..], &["anyOf"], &["oneOf"], &["allOf", "anyOf", "oneOf"]] {
        for leaf in ["{type: string, maxLength: 1}", "{type: object, required: [a]}", "{type: array, maxItems: 3}"] {
            for (root, documents) in [(ROOT, ["\"xx\"", "{}", &large]), (ITEMS, ["[1]", "{}", &large])] {
                let compiled = levels(keywords, leaf, root).with_limits(limits.clone());
                for document in documents {
                    assert!(!rules(&compiled, document.as_bytes()).is_empty(), "{keywords:?} {leaf} {root}");
                }
            }
        }
    }
}

/// Contracts with a realistic number of schemas do not exceed the budget. The test has an `anyOf` inside a `oneOf`.
/// Both have about ten schemas.
#[test]
fn nested_alternatives_of_small_values_are_within_the_budget() {
    let strings =
        |kind: &str| (0..10).map(|n| format!("{{type: {kind}, maxLength: {n}}}")).collect::<Vec<_>>().join(", ");
    let inner = format!("{{anyOf: [{}, {{type: integer}}]}}", strings("string"));
    let schema = format!("schema: {{type: array, items: {{oneOf: [{}, {inner}]}}}}", strings("string"));
    let document = format!("[{}1]", "1,".repeat(10_000));
    check(&schema, &[(&document, &[])]);
}

/// After the limit is reached, findings are only counted. Errors beyond the limit still make the document invalid.
#[test]
fn findings_beyond_the_limit_are_counted() {
    let limits = Limits { findings: 2, ..Limits::default() };
    let compiled = compile("schema: {properties: {a: {}}, additionalProperties: false}").with_limits(limits);
    let payload = br#"{"a":1,"a":2,"a":3,"b":4,"c":5,"d":[6]}"#;
    // The limit applies to warnings and to errors separately.
    let rules = rules(&compiled, payload);
    let additional = "additional-properties";
    assert_eq!(rules, ["duplicate-key?", "duplicate-key?", additional, additional, "too-many-findings"]);
    assert_eq!(findings(&compiled, payload)[4].found, crate::Found::More(1));
}

/// Each of the 2,001 items of the array is validated by one combinator, such as `not`. One item needs little work, but
/// the whole array exceeds the limit of work.
#[test]
fn verdict_and_diagnosis_agree_where_every_value_has_one_pass() {
    let document = format!("[{}1]", "1,".repeat(2_000));
    let limits = Limits { work: 2, ..Limits::default() };
    for keywords in ["not: {type: string}", "allOf: [{type: integer}], minimum: 0", "anyOf: [{minimum: 1}]"] {
        let compiled = compile(&format!("schema: {{items: {{{keywords}}}}}")).with_limits(limits.clone());
        assert!(!rules(&compiled, document.as_bytes()).is_empty(), "{keywords}");
    }
}

/// Each schema of the `anyOf` reads the value at least 50 times before the schema refuses the value. The budget limits
/// the number of these reads.
#[test]
fn passes_before_a_refusal_are_bounded() {
    let passes = vec!["{items: {}}"; 50].join(", ");
    let mut text = "schema: {$ref: '#/components/schemas/L0'}\ncomponents:\n  schemas:\n".to_owned();
    for level in 0..12 {
        let next =
            vec![format!("{{allOf: [{passes}, {{$ref: '#/components/schemas/L{}'}}]}}", level + 1); 4].join(", ");
        text += &format!("    L{level}: {{anyOf: [{next}]}}\n");
    }
    let document = format!("[{}1]", "1,".repeat(2_000));
    let limits = Limits { work: 32, ..Limits::default() };
    let compiled = compile(&format!("{text}    L12: {{maxItems: 3}}\n")).with_limits(limits);
    assert_eq!(rules(&compiled, document.as_bytes()), ["work-budget"]);
}
