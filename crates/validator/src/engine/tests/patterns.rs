//! Regular expressions of ECMA-262.

use crate::engine::ecma_pattern::*;

#[test]
fn matches_as_ecma_262_does() {
    for (pattern, text, expected) in [
        ("^[a-z]+$", "abc", true),
        ("^[a-z]+$", "abc\n", false),
        ("b", "abc", true),
        (r"^\d+$", "٣", false),
        (r"^\w$", "é", false),
        (r"^\s$", "\u{feff}", true),
        ("^.$", "\n", false),
        ("^.$", "😀", true),
        (r"^\u0061\x62\u{63}$", "abc", true),
        (r"^\ud83d\ude00$", "😀", true),
        (r"^[\w\-.]+$", "a-b.c", true),
        (r"^[a-]+$", "a-", true),
        (r"^[[]$", "[", true),
        (r"^[^]$", "\n", true),
        (r"[]", "a", false),
        (r"^\/v1\/$", "/v1/", true),
        (r"^(?:a|b){2,3}$", "abb", true),
        (r"^a{$", "a{", true),
        (r"^{}$", "{}", true),
        (r"^(?=.*\d).+$", "a1", true),
        (r"^(?=.*\d).+$", "ab", false),
        (r"^(a)\1$", "aa", true),
        (r"^(?<x>a)\k<x>$", "aa", true),
        (r"\bfoo\b", "a foo b", true),
        (r"\bfoo\b", "afoo", false),
        (r"^\cJ$", "\n", true),
        (r"^[\b]$", "\u{8}", true),
        (r"^[\s\S]*$", "a\nb", true),
        (r"^\p{L}+$", "éa", true),
        (r"^[a&&b]+$", "&ab", true),
        ("^a b#c$", "a b#c", true),
    ] {
        let compiled = Pattern::new(pattern).unwrap_or_else(|error| panic!("{pattern}: {error}"));
        assert_eq!(compiled.matches(text), Ok(expected), "{pattern} on {text:?}");
    }
}

#[test]
fn rejects_invalid_pattern() {
    for pattern in ["(", "[a", "a**", r"\", "(?<n", r"\q", "(?i)a", "a++", "[z-a]", r"\u{110000}"] {
        assert!(Pattern::new(pattern).is_err(), "{pattern}");
    }
}

#[test]
fn stops_a_match_that_exceeds_its_budget() {
    let text = format!("{}!", "a".repeat(40));
    assert_eq!(Pattern::new("^(a+)+$").expect("a pattern").matches(&text), Ok(false));
    assert!(Pattern::new(r"^(?=(a+)+$)x\1").expect("a pattern").matches(&text).is_ok());
    let long = "a".repeat(BACKTRACKED_TEXT + 1);
    assert_eq!(Pattern::new("^a+$").expect("a pattern").matches(&long), Ok(true));
    assert_eq!(Pattern::new("^(?=a)a+$").expect("a pattern").matches(&long), Err(OverBudget));
    assert_eq!(Pattern::new(r"^((a+)\2?)+$").expect("a pattern").matches(&text), Err(OverBudget));
}
