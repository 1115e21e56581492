//! Common edits of one contract. For each edit, the test checks the rule, the verdict, the line numbers in the old and
//! the new file, and the next version of the generated client.
//!
//! To add an edit, add a row to `EDITS`. A row contains the old text, the new text, and the expected results. The line
//! number must be that of the first difference between the two contracts.

use super::{changes, on_the_wire};
use crate::{Step, Verdict, client_step};

use Step::{Major, Minor, Patch};
use Verdict::{Breaking as B, Risky as R, Safe as S};

const CONTRACT: &str = include_str!("shop.yaml");

struct Edit(&'static str, &'static str, &'static str, Verdict, Lines, Step);

/// The contracts in which the change has a line number. A removal has a line number only in the old contract. An
/// addition has a line number only in the new contract.
#[derive(Clone, Copy, PartialEq)]
enum Lines {
    Both,
    Old,
    New,
    /// The line numbers are those of the only lines with these texts, in the old and in the new contract. With an
    /// empty text, the change has no line number in this contract.
    With(&'static str, &'static str),
}
use Lines::{Both, New, Old, With};

const EDITS: &[Edit] = &[
    // Parameters.
    Edit(
        "        - {name: limit, in: query, schema: {type: integer, maximum: 100}}\n",
        "",
        "parameter-removed",
        R,
        Old,
        Major,
    ),
    Edit("name: limit", "name: page_size", "parameter-renamed", B, Both, Major),
    Edit("name: limit, in: query", "name: limit, in: query, required: true", "parameter-required", B, Both, Major),
    Edit("name: limit, in: query", "name: limit, in: header", "parameter-moved", B, Both, Patch),
    Edit("type: integer, maximum: 100", "type: integer, maximum: 50", "maximum-lowered", B, Both, Patch),
    Edit("type: integer, maximum: 100", "type: integer, maximum: 200", "maximum-raised", S, Both, Patch),
    Edit("type: integer, maximum: 100", "type: string", "type-changed", S, Both, Major),
    Edit(
        "      parameters: # of the list\n",
        "      parameters: # of the list\n        - {name: sort, in: query, schema: {type: string}}\n",
        "parameter-added",
        S,
        New,
        Minor,
    ),
    Edit(
        "      parameters: # of the list\n",
        "      parameters: # of the list\n        - {name: X-Team, in: header, required: true, schema: {type: string}}\n",
        "parameter-added-required",
        B,
        New,
        Major,
    ),
    Edit(
        "{type: array, items: {type: string}}}",
        "{type: array, items: {type: string}}, explode: false}",
        "serialization-changed",
        B,
        Both,
        Major,
    ),
    Edit("enum: [open, closed]", "enum: [open]", "enum-value-removed", B, Old, Major),
    Edit("enum: [open, closed]", "enum: [open, closed, lost]", "enum-value-added", S, New, Major),
    Edit("default: 20", "default: 50", "default-changed", R, Both, Patch),
    // Requests.
    Edit(
        "        required: true # the body\n",
        "",
        "request-body-optional",
        S,
        With("required: true # the body", "requestBody:"),
        Minor,
    ),
    Edit("required: [item]", "required: [item, count]", "property-required", B, Both, Major),
    Edit("required: [item]", "required: []", "property-optional", S, Both, Major),
    Edit("        count: {type: integer, minimum: 1}\n", "", "property-removed", R, Old, Major),
    Edit("minimum: 1}", "minimum: 2}", "minimum-raised", B, Both, Patch),
    Edit("minimum: 1}", "minimum: 0}", "minimum-lowered", S, Both, Patch),
    Edit("count: {type: integer", "amount: {type: integer", "property-renamed", B, Both, Major),
    Edit(
        "item: {type: string, maxLength: 64}",
        "item: {type: string, maxLength: 32}",
        "max-length-lowered",
        B,
        Both,
        Patch,
    ),
    Edit(
        "item: {type: string, maxLength: 64}",
        "item: {type: string, maxLength: 128}",
        "max-length-raised",
        S,
        Both,
        Patch,
    ),
    Edit(
        "item: {type: string, maxLength: 64}",
        "item: {type: string, maxLength: 64, pattern: '^[a-z]+$'}",
        "pattern-added",
        B,
        Both,
        Patch,
    ),
    Edit(
        "      properties: # of a new order\n",
        "      properties: # of a new order\n        note: {type: string}\n",
        "property-added",
        S,
        New,
        Major,
    ),
    Edit("additionalProperties: true", "additionalProperties: false", "additional-properties-refused", B, Both, Major),
    Edit("            text/csv: {schema: {type: string}}\n", "", "media-type-removed", B, Old, Major),
    // Responses.
    Edit("        total: {type: number}\n", "", "property-removed", R, Old, Major),
    Edit("total: {type: number}", "sum: {type: number}", "property-renamed", B, Both, Major),
    Edit("total: {type: number}", "total: {type: string}", "type-changed", B, Both, Major),
    Edit("total: {type: number}", "total: {type: integer}", "type-narrowed", S, Both, Major),
    Edit("total: {type: number}", "total: {type: number, nullable: true}", "null-allowed", B, Both, Patch),
    Edit(
        "      properties: # of an order\n",
        "      properties: # of an order\n        tax: {type: number}\n",
        "property-added",
        S,
        New,
        Minor,
    ),
    Edit("enum: [0, 1, 2]", "enum: [0, 1, 2, 3]", "enum-value-added", R, New, Patch),
    Edit("enum: [0, 1, 2]", "enum: [0, 1]", "enum-value-removed", S, Old, Patch),
    Edit("required: [id, status]", "required: [id]", "property-optional", B, Both, Patch),
    Edit("required: [id, status]", "required: [id, status, total]", "property-required", S, Both, Patch),
    Edit("format: int32", "format: int64", "format-changed", R, Both, Patch),
    Edit("id: {type: string, maxLength: 36}", "id: {type: string, maxLength: 64}", "max-length-raised", R, Both, Patch),
    Edit("id: {type: string, maxLength: 36}", "id: {type: string}", "max-length-raised", R, Both, Patch),
    Edit("        '404': {description: No such order.}\n", "", "error-status-removed", S, Old, Step::None),
    Edit(
        "        '404': {description: No such order.}\n",
        "        '404': {description: No such order.}\n        '410': {description: Gone.}\n",
        "error-status-added",
        S,
        New,
        Step::None,
    ),
    Edit("        '202': {description: Accepted.}\n", "", "success-status-removed", B, Old, Major),
    Edit("X-Left: {schema: {type: integer}}", "", "header-removed", R, Old, Patch),
    // Operations, servers, credentials.
    Edit(
        "    delete:\n      operationId: cancel_order\n",
        "    patch:\n      operationId: cancel_order\n",
        "operation-moved",
        B,
        Both,
        Patch,
    ),
    Edit(
        "operationId: show_order",
        "operationId: get_order\n      deprecated: true",
        "deprecated-added",
        S,
        With("get: # an order", "deprecated: true"),
        Major,
    ),
    Edit(
        "  /ping:\n    get: {operationId: ping, responses: {'204': {description: Fine.}}}\n",
        "",
        "operation-removed",
        B,
        With("operationId: ping", ""),
        Major,
    ),
    Edit(
        "  /ping:\n",
        "  /pong:\n    get: {operationId: pong, responses: {'204': {description: Fine.}}}\n  /ping:\n",
        "operation-added",
        S,
        With("", "operationId: pong"),
        Minor,
    ),
    Edit("https://shop.example/v1", "https://shop.example/v2", "server-removed", B, Old, Step::None),
    Edit("security: [{token: []}]", "security: [{token: []}, {key: []}]", "security-added", S, New, Step::None),
    Edit("name: X-Auth-Token", "name: X-Token", "security-scheme-changed", B, Both, Step::None),
];

#[test]
fn everyday_edits() {
    assert!(EDITS.len() >= 50, "{}", EDITS.len());
    let mut wrong = Vec::new();
    for Edit(from, to, rule, wire, lines, step) in EDITS {
        assert_eq!(CONTRACT.matches(from).count(), 1, "`{from}` names one place");
        let new = CONTRACT.replace(from, to);
        let comparison = changes(CONTRACT, &new);
        let found = on_the_wire(&comparison).into_iter().find(|change| change.rule.id == *rule);
        let Some(change) = found else {
            wrong.push(format!("`{from}` > `{to}`: no {rule}: {:#?}", comparison.changes));
            continue;
        };
        let first = first_difference(CONTRACT, &new);
        let expected = match lines {
            Both => (Some(first), Some(first)),
            Old => (Some(first), None),
            New => (None, Some(first)),
            With(in_old, in_new) => (line_with(in_old, CONTRACT), line_with(in_new, &new)),
        };
        let line = |place: &Option<crate::Place>| place.as_ref().map(|place| place.position.line);
        let found = (line(&change.old), line(&change.new));
        let actual = client_step(&comparison.changes);
        if change.wire != *wire || found != expected || actual != *step {
            wrong.push(format!(
                "`{from}` > `{to}`: {} {}, lines {found:?} (expected {expected:?}), client {actual}",
                change.wire, change.rule.id
            ));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Returns the number of the first line that differs.
fn first_difference(old: &str, new: &str) -> usize {
    old.lines().zip(new.lines()).take_while(|(old, new)| old == new).count() + 1
}

/// Returns the number of the only line with a text; `None` for an empty text.
fn line_with(text: &str, contract: &str) -> Option<usize> {
    if text.is_empty() {
        return None;
    }
    assert_eq!(contract.lines().filter(|line| line.contains(text)).count(), 1, "one line has `{text}`");
    contract.lines().position(|line| line.contains(text)).map(|index| index + 1)
}
