//! The keywords of schemas. Each keyword has a file with the description of its rule, its compilation and its check.
//!
//! To add a keyword:
//!
//! - Add a line to `rule.rs`.
//! - Add a file to this folder, and add its `KEYWORD` to [`ALL`].
//! - Add a field to `program::Schema`, and call the check in `walk`.

mod additional_properties;
mod all_of;
mod any_of;
mod discriminator;
mod r#enum;
mod format;
mod items;
mod max_items;
mod max_length;
mod max_properties;
mod maximum;
mod min_items;
mod min_length;
mod min_properties;
mod minimum;
mod multiple_of;
mod not;
mod one_of;
mod pattern;
mod properties;
mod read_only;
mod required;
mod r#type;
mod unique_items;
mod write_only;

use crate::rule::Row;
use prelude::*;

/// The imports that every keyword file needs.
mod prelude {
    pub(super) use std::{ops::Range, sync::Arc};

    pub(super) use super::{Keyword, NUMBERS};
    pub(super) use crate::{
        Rule,
        decimal::Decimal,
        document::{Node, Value},
        engine::{
            compiler::Compiler,
            program::{ObjectRules, Schema},
            walk::{Checked, Observer, Walk},
        },
        finding::{Expected, Found, Hint, Types, Unit},
        rule::Example,
    };
}

/// A function that compiles a keyword into a schema.
type Compile = for<'d> fn(&mut Compiler<'d>, &'d Node, &mut Schema);

/// A keyword of schemas.
pub(crate) struct Keyword {
    pub(crate) name: &'static str,
    /// Keywords that have no effect without this keyword, such as `exclusiveMinimum` without `minimum`.
    pub(super) reads: &'static [&'static str],
    /// The types of the values that this keyword restricts.
    types: Types,
    /// The rule of this keyword. `None` if all findings come from the schemas inside the keyword.
    pub(crate) row: Option<Row>,
    pub(super) compile: Compile,
}

impl Keyword {
    /// Makes a keyword that has a rule.
    const fn of(rule: Rule, types: Types, summary: &'static str, example: Example, compile: Compile) -> Self {
        Self { name: rule.keyword(), reads: &[], types, row: Some(Row { rule, summary, example }), compile }
    }

    /// Makes a keyword without a rule, because the schemas inside the keyword report all findings.
    const fn without_rule(name: &'static str, types: Types, compile: Compile) -> Self {
        Self { name, reads: &[], types, row: None, compile }
    }

    /// Sets the keywords that have no effect without this keyword.
    const fn reads(self, reads: &'static [&'static str]) -> Self {
        Self { reads, ..self }
    }
}

/// The types of all numbers.
const NUMBERS: Types = Types::INTEGER.with(Types::DECIMAL);

/// Every keyword, in the order of the compilation. `required` comes after `properties`, and `discriminator` comes after
/// `anyOf` and `oneOf`, because their compilation needs the result of the keywords before them.
pub(crate) static ALL: &[&Keyword] = &[
    &r#type::KEYWORD,
    &r#enum::KEYWORD,
    &format::KEYWORD,
    &pattern::KEYWORD,
    &min_length::KEYWORD,
    &max_length::KEYWORD,
    &minimum::KEYWORD,
    &maximum::KEYWORD,
    &multiple_of::KEYWORD,
    &properties::KEYWORD,
    &required::KEYWORD,
    &additional_properties::KEYWORD,
    &min_properties::KEYWORD,
    &max_properties::KEYWORD,
    &items::KEYWORD,
    &min_items::KEYWORD,
    &max_items::KEYWORD,
    &unique_items::KEYWORD,
    &all_of::KEYWORD,
    &any_of::KEYWORD,
    &one_of::KEYWORD,
    &not::KEYWORD,
    &discriminator::KEYWORD,
    &read_only::KEYWORD,
    &write_only::KEYWORD,
];

/// Returns the types of the values that a keyword restricts. For example, `minimum` and `exclusiveMinimum` restrict
/// numbers. Returns `None` if the keyword does not restrict values.
///
/// ```
/// use dataarts_insight_validator::{Types, rules};
///
/// assert_eq!(rules::types_of("maxLength"), Some(Types::STRING));
/// assert_eq!(rules::types_of("description"), None);
/// ```
#[must_use]
pub fn types_of(name: &str) -> Option<Types> {
    let keyword = ALL.iter().find(|keyword| keyword.name == name || keyword.reads.contains(&name))?;
    (keyword.types != Types::NONE).then_some(keyword.types)
}

/// Returns whether a keyword restricts values. Keywords such as `description` do not.
pub(super) fn restricts(name: &str) -> bool {
    types_of(name).is_some()
}

/// Returns whether a keyword contains schemas for the same value, as `allOf` does.
pub(super) fn is_combinator(name: &str) -> bool {
    matches!(name, "allOf" | "anyOf" | "oneOf" | "not")
}

// All keywords that limit the number of characters, items or properties use the following check.
impl<'a, S: Observer> Walk<'a, S> {
    /// Checks a number of characters, items or properties against its limits.
    #[inline]
    pub(super) fn check_count(
        &mut self,
        schema: &'a Schema,
        unit: Unit,
        (min, max): (usize, usize),
        count: usize,
        at: &Range<usize>,
    ) -> Checked {
        if (min..=max).contains(&count) {
            return Ok(());
        }
        let (at_least, at_most) = match unit {
            Unit::Character => (Rule::MinLength, Rule::MaxLength),
            Unit::Item => (Rule::MinItems, Rule::MaxItems),
            Unit::Property => (Rule::MinProperties, Rule::MaxProperties),
        };
        let found = |_: &[u8]| Found::Count(count, unit);
        if count < min {
            self.violates(schema, at_least, at.clone(), || Expected::AtLeast(min, unit), found)?;
        }
        if count > max {
            self.violates(schema, at_most, at.clone(), || Expected::AtMost(max, unit), found)?;
        }
        Ok(())
    }
}
