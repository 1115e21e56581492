//! Tests regular expressions of ECMA-262.

use crate::engine::ecma_pattern::*;

/// Returns whether a pattern matches a text, without a limit for the total steps.
fn matches(pattern: &str, text: &str) -> Result<bool, OverBudget> {
    let compiled = Pattern::new(pattern).unwrap_or_else(|error| panic!("{pattern}: {error}"));
    compiled.matches(text, &mut usize::MAX.clone())
}

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
        assert_eq!(matches(pattern, text), Ok(expected), "{pattern} on {text:?}");
    }
}

#[test]
fn a_hyphen_beside_a_class_means_itself() {
    for (pattern, text, expected) in [
        (r"^[\w-.]+@([\w-]+\.)+[\w-]{2,4}$", "jo-hn.doe@mail-x.example.org", true),
        (r"^[\w-.]+@([\w-]+\.)+[\w-]{2,4}$", "john@doe@x.org", false),
        (r"^[\w-\.]+$", "a-b.c", true),
        (r"^[\w-\.]+$", "a/b", false),
        (r"^[\w-~.]+$", "a-~.", true),
        (r"^[\w-~.]+$", "a}", false),
        (r"^[.-\d]+$", ".-7", true),
        (r"^[.-\d]+$", "/", false),
        (r"^[\d-a-z]+$", "4-z", true),
        (r"^[\d-a-z]+$", "b", false),
        (r"^[a-f-z]+$", "b-z", true),
        (r"^[a-f-z]+$", "g", false),
        (r"^[--/]+$", "-./", true),
        (r"^[+--]+$", ",", true),
        (r"^[\p{L}-']+$", "d'Arc-é", true),
        (r"^[^\s-]+$", "a-b", false),
        (r"^[^-]+$", "ab", true),
        (r"^[^-]+$", "a-", false),
    ] {
        assert_eq!(matches(pattern, text), Ok(expected), "{pattern} on {text:?}");
    }
}

#[test]
fn brackets_and_braces_that_open_nothing_mean_themselves() {
    for (pattern, text, expected) in [
        // An escaped bracket does not start a class, so the hyphen makes a range.
        (r"^[\[-~]+$", "^_a}", true),
        (r"^[\[-~]+$", "-", false),
        (r"^[^\]-_]$", "^", false),
        (r"^[^\]-_]$", "-", true),
        (r"^\[[^\]]*\]$", "[a-b]", true),
        (r"^[[-\]]+$", "[\\]", true),
        ("^]{2}$", "]]", true),
        ("^a{,3}$", "a{,3}", true),
        ("^{a}{2}$", "{a}}", true),
        (r"^\{\{[^}]+}}$", "{{name}}", true),
    ] {
        assert_eq!(matches(pattern, text), Ok(expected), "{pattern} on {text:?}");
    }
}

#[test]
fn counted_classes_compile_however_often_they_count() {
    for (pattern, text, expected) in [
        (r"^[\p{L} .-]{1,50}$", "Ünal-Müller Jr.", true),
        (r"^[\p{L} .-]{1,50}$", "7", false),
        (r"^\p{L}{0,50}$", "é", true),
        (r"^[^<>]{0,2000}$", "plain", true),
        (r"^[^<>]{0,2000}$", "a<b", false),
        (r"^(?:\p{L}\p{M}*|[ '-]){1,255}$", "Zoë O'Neil", true),
        (r"^.{1,65535}$", "x", true),
        (r"^[\s\S]{3,99999999999}$", "ab", false),
    ] {
        assert_eq!(matches(pattern, text), Ok(expected), "{pattern} on {text:?}");
    }
    let pattern = r"^[\p{L}\p{N}_-]{0,500}$";
    assert_eq!(matches(pattern, &"ß".repeat(500)), Ok(true));
    assert_eq!(matches(pattern, &"ß".repeat(501)), Ok(false));
}

#[test]
fn a_reference_to_a_group_without_part_matches_the_empty_text() {
    for (pattern, text, expected) in [
        (r"^(')?[a-z]+\1$", "'abc'", true),
        (r"^(')?[a-z]+\1$", "abc", true),
        (r"^(')?[a-z]+\1$", "'abc", false),
        (r"^(?:(a)|b)\1c$", "bc", true),
        (r"^\1(a)$", "a", true),
        (r"^(?<quote>[\x22'])?x\k<quote>$", "x", true),
        (r"^(?<quote>[\x22'])?x\k<quote>$", "'x", false),
        // At the start of each repetition, the text that a group captured in the previous repetition is forgotten.
        (r"^(?:(a)|(b)\1)+$", "aba", true),
        (r"^(?:(a)|(b)\1)+$", "abaa", true),
        (r"^(a*)*$", "b", false),
        (r"^(?:a?)*?$", "aaa", true),
        (r"^(?=(a+))a*b\1$", "aabaa", true),
        (r"^(?=(a+))a*b\1$", "aaba", false),
        (r"(?<=([ab]+)([bc]+))$", "abc", true),
        (r"(?<!a)b", "ab", false),
        (r"(?<=\$)\d+(?:\.\d{2})?$", "$10.50", true),
        (r"^(?!.*\.\.)(?!\.)[a-z.]+(?<!\.)$", "a.b", true),
        (r"^(?!.*\.\.)(?!\.)[a-z.]+(?<!\.)$", "a.b.", false),
    ] {
        assert_eq!(matches(pattern, text), Ok(expected), "{pattern} on {text:?}");
    }
}

#[test]
fn a_refusal_names_the_cause_and_the_place() {
    for (pattern, message) in [
        ("(", "this group does not end, at character 1"),
        ("ab)", "this parenthesis closes no group, at character 3"),
        ("x[a", "this class does not end, at character 2"),
        ("a**", "there is nothing to repeat, at character 3"),
        ("a++", "there is nothing to repeat, at character 3"),
        ("ab|{2}", "there is nothing to repeat, at character 4"),
        ("^*", "an assertion cannot be repeated, at character 2"),
        ("a{3,2}", "the numbers of this count are out of order, at character 2"),
        ("[z-a]", "the ends of this range are out of order, at character 2"),
        ("(?<n", "the name of this group is missing or does not end, at character 1"),
        ("(?<n>a)(?<n>b)", "two groups have the name `n`, at character 8"),
        ("é(?i)a", "ECMA-262 has no group `(?i`, at character 2"),
        ("(?P<n>a)", "ECMA-262 has no group `(?P<`; write `(?<name>`, at character 1"),
        (r"(a)\2", "there is no group 2, at character 4"),
        (r"(?<a>.)\k<b>", "there is no group `b`, at character 8"),
        (r"^\Aa", r"\A is not an escape of ECMA-262, at character 2"),
        (r"\p{Klingon}a", "Unicode has no property `Klingon`, at character 1"),
        (r"\pL", r"\p takes a property in braces: \p{L}, at character 1"),
        (r"[\u{110000}]", r"\u{…} takes a code point of Unicode, at character 2"),
        (r"\u12", "this escape takes 4 hexadecimal digits, at character 1"),
        (r"a\", "a backslash ends the pattern, at character 2"),
    ] {
        assert_eq!(Pattern::new(pattern).expect_err(pattern).to_string(), message, "{pattern}");
    }
}

#[test]
fn stops_a_match_that_exceeds_its_budget() {
    let text = format!("{}!", "a".repeat(40));
    assert_eq!(matches("^(a+)+$", &text), Ok(false), "an automaton decides");
    assert_eq!(matches(r"^((a+)\2?)+$", &text), Err(OverBudget));
    assert_eq!(matches(r"^(?=(?:a+)+$)", &text), Err(OverBudget));
    // A pattern that reads a long text only once or a few times gets a verdict.
    let long = "a".repeat(1 << 20);
    assert_eq!(matches("^(?=a)a+$", &long), Ok(true));
    assert_eq!(matches("^(?=.*[a-z])(?!.*[A-Z])(?=.{8,})[a-z]*$", &long), Ok(true));
    // These patterns read the rest of the text from each position, so a match exceeds the budget.
    let long = "a".repeat(30_000);
    for pattern in ["(?!.*(password|secret)).*b", "(?=.*x).*y", "(?:(?=.*z))?.*[^a]"] {
        assert_eq!(matches(pattern, &long), Err(OverBudget), "{pattern}");
    }
}

#[test]
fn a_match_takes_its_steps_from_the_work_of_the_caller() {
    let pattern = Pattern::new("(?=.*x)y").expect("a pattern");
    let (text, mut work) = ("a".repeat(200), 100_000);
    assert_eq!(pattern.matches(&text, &mut work), Ok(false));
    assert!((50_000..90_000).contains(&work), "{work}");
    let mut none = 0;
    assert_eq!(pattern.matches(&text, &mut none), Err(OverBudget));
    assert_eq!(Pattern::new("(?=a)a+$").expect("a pattern").matches(&text, &mut none), Ok(true));
}

/// Checks that the automaton and backtracking agree for random patterns and random texts.
#[test]
fn both_ways_to_match_agree() {
    let mut random = fastrand::Rng::with_seed(12);
    let mut compared = 0;
    for _ in 0..600 {
        let pattern = random_pattern(&mut random, 2);
        let (Ok(ours), Ok(steps)) = (Pattern::new(&pattern), Pattern::backtracking(&pattern)) else { continue };
        for _ in 0..4 {
            let characters = ['a', 'b', 'c', 'é', '-', '\n'];
            let text: String = (0..random.usize(0..6)).map(|_| random.choice(characters).unwrap_or('a')).collect();
            let Ok(found) = steps.matches(&text, &mut 10_000) else { continue };
            assert_eq!(ours.matches(&text, &mut 10_000), Ok(found), "{pattern} on {text:?}");
            compared += 1;
        }
    }
    assert!(compared > 1_500, "{compared}");
}

fn random_pattern(random: &mut fastrand::Rng, depth: usize) -> String {
    let atoms = ["a", "b", "c", "é", ".", r"\w", r"\W", r"\s", "[a-b]", "[^a]", r"[\d-]", "^", "$", r"\b", r"\B"];
    let counts = ["", "", "", "*", "+", "?", "{2}", "{1,2}", "{0,1}", "*?", "+?", "??", "{2,}?"];
    let mut parts = String::new();
    for _ in 0..random.usize(1..4) {
        let part = match random.usize(0..9) {
            0 if depth > 0 => format!("({})", random_pattern(random, depth - 1)),
            1 if depth > 0 => format!("(?:{})", random_pattern(random, depth - 1)),
            2 if depth > 0 => {
                format!("(?:{}|{})", random_pattern(random, depth - 1), random_pattern(random, depth - 1))
            }
            _ => random.choice(atoms).unwrap_or("a").to_owned(),
        };
        parts.push_str(&part);
        if !matches!(part.as_str(), "^" | "$" | r"\b" | r"\B") {
            parts.push_str(random.choice(counts).unwrap_or(""));
        }
    }
    parts
}
