use std::collections::HashSet;

use super::{
    lint_text,
    rules::{ALL, Example, FILES},
};

fn found(example: &Example) -> (Vec<String>, String, usize) {
    let (text, offset) = example.document();
    let found = lint_text("example.yaml", &text).iter().map(|f| format!("{}:{}", f.rule, f.line)).collect();
    (found, text, offset)
}

#[test]
fn a_rule_is_named_like_its_file_and_has_examples() {
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
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/src/lint/rules");
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
fn a_failing_example_breaks_its_rule_only_and_at_its_line() {
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
fn a_passing_example_breaks_no_rule() {
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
fn the_contract_of_the_project_is_clean() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../openapi/dataarts-insight.yaml");
    let text = std::fs::read_to_string(path).expect("the contract");
    let findings = lint_text("dataarts-insight.yaml", &text);
    assert!(findings.is_empty(), "{}", super::human(&text, &findings, false));
}
