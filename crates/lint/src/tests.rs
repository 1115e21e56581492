use std::{collections::HashSet, sync::Arc};

use dataarts_insight_openapi::document::Document;

use super::{
    Level, Levels, lint, lint_text,
    rules::{ALL, Example, FILES, Surroundings},
};

fn found(example: &Example) -> (Vec<String>, String, usize) {
    let (text, offset) = example.document();
    let found = lint_text("example.yaml", &text).iter().map(|f| format!("{}:{}", f.rule, f.line)).collect();
    (found, text, offset)
}

#[test]
fn rules_have_the_name_of_their_file_and_examples() {
    let mut seen = HashSet::new();
    for (rule, file) in ALL.iter().zip(FILES) {
        assert_eq!(rule.id.replace('-', "_"), *file);
        assert!(seen.insert(rule.id), "{} is listed twice", rule.id);
        assert!(!rule.failing.is_empty(), "{} has no failing example", rule.id);
        assert!(!rule.passing.is_empty(), "{} has no passing example", rule.id);
    }
    assert!(FILES.is_sorted());
}

#[test]
fn every_rule_file_is_listed() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/src/rules");
    let mut files: Vec<String> = std::fs::read_dir(folder)
        .expect("the folder of the rules")
        .map(|entry| entry.expect("an entry").file_name().into_string().expect("UTF-8"))
        .filter_map(|name| name.strip_suffix(".rs").map(str::to_owned))
        .filter(|stem| stem != "mod")
        .collect();
    files.sort();
    assert_eq!(files, FILES);
}

#[test]
fn failing_examples_violate_only_their_rule_at_their_line() {
    let mut wrong = String::new();
    for rule in ALL {
        for example in rule.failing {
            let (found, text, offset) = found(example);
            let expected = vec![format!("{}:{}", rule.id, example.line + offset)];
            if found != expected {
                wrong += &format!("{}: found {found:?}, expected {expected:?} in\n{text}\n", rule.id);
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

#[test]
fn passing_examples_violate_no_rule() {
    let mut wrong = String::new();
    for rule in ALL {
        for example in rule.passing {
            let (found, text, _) = found(example);
            if !found.is_empty() {
                wrong += &format!("{}: found {found:?} in\n{text}\n", rule.id);
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

#[test]
fn reports_each_invalid_default_at_its_line() {
    let defaults = [
        "{type: string, format: date, default: 2023-02-31}",
        "{type: number, multipleOf: 0.01, default: 0.0700000000001}",
        "{type: integer, maximum: 9007199254740992, default: 9007199254740993}",
        "{type: string, format: email, default: nobody.example}",
        "{type: string, format: hostname, default: -a.example}",
        "{type: string, format: uri, default: not a uri}",
        "{type: string, pattern: '^\\p{Lu}+$', default: lower}",
    ];
    let lines: String = defaults
        .iter()
        .enumerate()
        .map(|(at, schema)| format!("\n        p{at}: {{allOf: [{schema}], description: P.}}"))
        .collect();
    let example =
        Example { surroundings: Surroundings::Schema, line: 0, text: "type: object\ndescription: Task.\nproperties:" };
    let (text, offset) = example.document();
    let found: Vec<String> = lint_text("x.yaml", &(text.trim_end().to_owned() + &lines + "\n"))
        .iter()
        .map(|finding| format!("{}:{}", finding.rule, finding.line))
        .collect();
    let expected: Vec<String> = (0..defaults.len()).map(|at| format!("invalid-default:{}", offset + 4 + at)).collect();
    assert_eq!(found, expected);
}

#[test]
fn levels_change_the_severity_of_a_rule() {
    let document = Document::parse("x.yaml", "openapi: 3.0.3\ninfo: {title: Tasks}\npaths: {}").expect("YAML");
    let document = Arc::new(document);
    let severities = |level| {
        let mut levels = Levels::default();
        levels.set("missing-key", level).expect("a rule");
        lint(&document, &levels).iter().map(|finding| finding.severity.name()).collect::<Vec<_>>()
    };
    assert_eq!(severities(Level::Allow), [""; 0]);
    assert_eq!(severities(Level::Warn), ["warning"]);
    assert_eq!(severities(Level::Deny), ["error"]);
}

#[test]
fn validates_an_example_in_its_direction() {
    let contract = |request: &str, response: &str| {
        format!(
            "openapi: 3.0.3\ninfo: {{title: T, version: v1}}\npaths:\n  /tasks:\n    post:\n      operationId: a\n      \
             summary: A.\n      requestBody:\n        content:\n          application/json:\n            schema: \
             {{$ref: '#/components/schemas/Task'}}\n            example: {request}\n      responses:\n        '200':\n          \
             description: A.\n          content:\n            application/json:\n              schema: {{$ref: \
             '#/components/schemas/Task'}}\n              example: {response}\ncomponents:\n  schemas:\n    Task:\n      \
             type: object\n      description: T.\n      required: [id, secret]\n      properties:\n        id: {{type: \
             string, readOnly: true, description: I.}}\n        secret: {{type: string, writeOnly: true, description: S.}}\n"
        )
    };
    let lines = |text: &str| lint_text("x.yaml", text).iter().map(|finding| finding.line).collect::<Vec<_>>();
    assert_eq!(lines(&contract("{secret: s}", "{id: i}")), [0; 0]);
    assert_eq!(lines(&contract("{id: i}", "{secret: s}")), [12, 19]);
}

#[test]
fn the_contract_of_the_project_is_clean() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../openapi/dataarts-insight.yaml");
    let text = std::fs::read_to_string(path).expect("the contract");
    let findings = lint_text("dataarts-insight.yaml", &text);
    assert!(findings.is_empty(), "{}", findings[0]);
}

fn contract_text() -> String {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../openapi/dataarts-insight.yaml");
    std::fs::read_to_string(path).expect("the contract")
}

/// Lints a text and checks that the byte range of each finding is inside the text.
fn survives(text: &str) {
    let findings = lint_text("any", text);
    for finding in &findings {
        assert!(text.get(finding.span.clone()).is_some(), "{finding}: no such place");
    }
}

#[test]
fn truncated_contracts_do_not_panic() {
    let text = contract_text();
    for end in (0..text.len()).step_by(37).filter(|end| text.is_char_boundary(*end)) {
        survives(&text[..end]);
        survives(&text[end..]);
    }
}

#[test]
fn mutated_contracts_do_not_panic() {
    let text = contract_text();
    // xorshift, a simple random generator. The start is fixed, so all runs test the same changes of the text.
    let mut state = 0x9E37_79B9_7F4A_7C15_u64;
    let mut random = |below: usize| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        usize::try_from(state % below as u64).expect("small")
    };
    let pieces = [
        "",
        "\n",
        ":",
        "- ",
        "{",
        "}",
        "[",
        "]",
        "\"",
        "'",
        "&a ",
        "*a",
        "$ref: ",
        "null",
        "~",
        "é",
        "\u{0}",
        "\t",
        "0x",
        "-1",
        "1e999",
        "#",
        "!!",
        "|",
        ">",
        "%",
        "enum: [",
        "type: [string]",
        "allOf:",
        "\u{feff}",
        "\r",
        "---",
    ];
    for _ in 0..600 {
        let mut bytes = text.clone().into_bytes();
        for _ in 0..=random(4) {
            let at = random(bytes.len());
            let end = (at + random(12)).min(bytes.len());
            bytes.splice(at..end, pieces[random(pieces.len())].bytes());
        }
        survives(&String::from_utf8_lossy(&bytes));
    }
    // Moves, repeats and removes lines. The text usually stays valid YAML, but the contract changes.
    let lines: Vec<&str> = text.lines().collect();
    for _ in 0..300 {
        let mut lines = lines.clone();
        for _ in 0..=random(6) {
            let line = lines.remove(random(lines.len()));
            lines.insert(random(lines.len()), line);
            lines.remove(random(lines.len()));
        }
        survives(&lines.join("\n"));
    }
}

#[test]
fn texts_that_are_not_contracts_do_not_panic() {
    let deep = |open: &str, close: &str| open.repeat(3_000) + &close.repeat(3_000);
    let bomb = {
        let mut text = String::from("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
        for level in 1..12 {
            let alias = format!("*a{}", level - 1);
            text += &format!("a{level}: &a{level} [{}]\n", vec![alias; 10].join(", "));
        }
        text
    };
    let junk: String =
        (0_u32..4_000).filter_map(|n| char::from_u32(n.wrapping_mul(2_654_435_761) % 0x11_0000)).collect();
    for text in [
        String::new(),
        " ".into(),
        "\u{0}".into(),
        "plain text".into(),
        "[]".into(),
        "null".into(),
        "42".into(),
        "{}".into(),
        "--- a\n--- b\n".into(),
        "a: &a [*a]".into(),
        "a: *b".into(),
        "? [x]\n: y\n".into(),
        deep("[", "]"),
        deep("{a: ", "}"),
        "- ".repeat(5_000),
        bomb,
        junk,
    ] {
        survives(&text);
    }
}

#[test]
fn reports_a_chain_of_references_that_is_too_long_once() {
    let links: String =
        (0..70).map(|at| format!("    S{at}: {{$ref: '#/components/schemas/S{}'}}\n", at + 1)).collect();
    let text = format!(
        "openapi: 3.0.3\ninfo: {{title: T, version: v1}}\npaths: {{}}\ncomponents:\n  schemas:\n{links}    S70: {{type: \
         string, description: S.}}\n"
    );
    let found = lint_text("x.yaml", &text).into_iter().filter(|finding| finding.rule == "ref-cycle");
    assert_eq!(found.map(|finding| finding.pointer).collect::<Vec<_>>(), ["/components/schemas/S5/$ref"]);
}

#[test]
fn references_that_fan_out_come_to_an_end() {
    let mut text = String::from(
        "openapi: 3.0.3\ninfo: {title: T, version: v1}\npaths: {}\ncomponents:\n  schemas:\n    S0: {type: string, default: 1, example: 2}\n",
    );
    for level in 1..16 {
        let part = format!("{{$ref: '#/components/schemas/S{}'}}", level - 1);
        let kind = ["allOf", "anyOf", "oneOf"][level % 3];
        text += &format!("    S{level}: {{{kind}: [{}], default: 1, example: 2}}\n", vec![part; 10].join(", "));
    }
    survives(&text);
}
