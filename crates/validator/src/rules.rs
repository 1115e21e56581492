//! Every rule that a finding can name, in one list: help texts and machine-readable reports iterate over it.

mod examples;

pub use examples::{Example, Subject, limits as example_limits, of as example};

use crate::{Level, Rule, Severity, Strictness};

/// A rule in words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct RuleInfo {
    /// The rule.
    pub rule: Rule,
    /// Its stable kebab-case id.
    pub id: &'static str,
    /// What it demands, in a sentence.
    pub summary: &'static str,
    /// What its findings are as long as nothing else is chosen.
    pub severity: Severity,
}

/// Every rule, in a fixed order.
///
/// ```
/// use dataarts_insight_validator::rules;
///
/// assert!(rules::all().any(|rule| rule.id == "max-length"));
/// ```
pub fn all() -> impl Iterator<Item = RuleInfo> {
    Rule::ALL.iter().map(|rule| info(*rule))
}

/// The rule with an id.
#[must_use]
pub fn find(id: &str) -> Option<RuleInfo> {
    all().find(|rule| rule.id == id)
}

fn info(rule: Rule) -> RuleInfo {
    let severity = match Strictness::default().level(rule) {
        Level::Deny if rule != Rule::UnexpectedBody => Severity::Error,
        _ => Severity::Warning,
    };
    RuleInfo { rule, id: rule.id(), summary: summary(rule), severity }
}

/// Exhaustive, so that a new rule cannot go without words.
fn summary(rule: Rule) -> &'static str {
    match rule {
        Rule::Type => "The value is of the contract's type; an integer is written without fraction and exponent.",
        Rule::Enum => "The value is one of those that the contract lists.",
        Rule::Format => "The value has the form or the range that its `format` names.",
        Rule::Pattern => "The string matches the contract's regular expression.",
        Rule::PatternBudget => "Matching the contract's regular expression ends within its budget.",
        Rule::MinLength => "The string has at least so many code points.",
        Rule::MaxLength => "The string has at most so many code points.",
        Rule::Minimum => "The number is not below the contract's minimum.",
        Rule::Maximum => "The number is not above the contract's maximum.",
        Rule::MultipleOf => "The number is a multiple of the contract's, exactly.",
        Rule::Required => "The object has every property that the contract requires.",
        Rule::AdditionalProperties => "The object has no property beyond those that the contract allows.",
        Rule::MinProperties => "The object has at least so many properties.",
        Rule::MaxProperties => "The object has at most so many properties.",
        Rule::MinItems => "The array has at least so many items.",
        Rule::MaxItems => "The array has at most so many items.",
        Rule::UniqueItems => "No two items of the array are equal.",
        Rule::AnyOf => "The value is valid by at least one of the alternatives.",
        Rule::OneOf => "The value is valid by exactly one of the alternatives.",
        Rule::Not => "The value is not valid by the schema that the contract excludes.",
        Rule::ReadOnly => "A request does not send what only responses have.",
        Rule::WriteOnly => "A response does not send what only requests have.",
        Rule::JsonSyntax => "The text is JSON.",
        Rule::InvalidUtf8 => "The text is UTF-8.",
        Rule::TrailingData => "Nothing but white space follows the document.",
        Rule::Nesting => "Arrays and objects are not nested deeper than the limit.",
        Rule::DuplicateKey => "An object has each key once; readers disagree about which one counts.",
        Rule::LoneSurrogate => "An escaped surrogate is half of a pair; alone it is no character.",
        Rule::ByteOrderMark => "The text does not start with a byte order mark.",
        Rule::IntegerBeyondI64 => "An integer fits into a signed 64-bit number.",
        Rule::IntegerBeyondSafe => "An integer lies within ±2^53, which readers that use doubles hold exactly.",
        Rule::DecimalPrecision => "A decimal has at most 17 significant digits and fits into a double.",
        Rule::WorkBudget => "Judging the document takes no more work than the limit.",
        Rule::TooManyFindings => "The document has no more findings than the limit.",
        Rule::UnknownPath => "The request's path is one of the contract's.",
        Rule::UnknownMethod => "The path takes the request's method.",
        Rule::MissingParameter => "Every parameter and header that the contract requires is there.",
        Rule::DuplicateParameter => {
            "A parameter or header that is no list is given once; readers disagree about the rest."
        }
        Rule::UnknownParameter => "The query has no parameter beyond those that the contract declares.",
        Rule::PercentEncoding => "Path and query are UTF-8, percent-encoded.",
        Rule::MissingCredentials => "The request has one of the sets of credentials that the contract asks for.",
        Rule::MissingBody => "A body that the contract requires is there.",
        Rule::UnexpectedBody => "There is no body where the contract declares none.",
        Rule::ContentType => "The body is of a media type that the contract declares.",
        Rule::UnknownStatus => "The contract declares the response's status.",
        Rule::DocumentSize => "The document, or the line of NDJSON, is not longer than the limit.",
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn ids_are_unique_and_in_kebab_case() {
        let ids: Vec<&str> = all().map(|rule| rule.id).collect();
        assert_eq!(ids.iter().collect::<BTreeSet<_>>().len(), ids.len());
        let plain = |id: &str| id.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-');
        assert!(ids.iter().all(|id| plain(id)), "{ids:?}");
    }
}
