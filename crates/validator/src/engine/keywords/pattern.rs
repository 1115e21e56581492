//! `pattern` matches strings with a regular expression of ECMA-262. A match that would take too long is stopped.

use super::prelude::*;
use crate::{engine::ecma_pattern::Pattern, finding::Refusal};

pub(super) static KEYWORD: Keyword = Keyword::of(
    Rule::Pattern,
    Types::STRING,
    "The string matches the contract's regular expression.",
    Example::document("{type: string, pattern: '^[a-z]+$'}", br#""abc""#, br#""abc1""#),
    compile,
);

fn compile<'d>(compiler: &mut Compiler<'d>, node: &'d Node, schema: &mut Schema) {
    let Some(text) = compiler.string(node, KEYWORD.name) else { return };
    match Pattern::new(text) {
        Ok(pattern) => schema.slow.pattern = Some(pattern),
        Err(error) => {
            let written = node.get(KEYWORD.name).unwrap_or(node);
            compiler.error(written, format!("pattern is not a regular expression of ECMA-262: {error}"));
        }
    }
}

impl<'a, S: Observer> Walk<'a, S> {
    pub(crate) fn check_pattern(&mut self, schema: &'a Schema, text: &str, at: &Range<usize>) -> Checked {
        let Some(pattern) = &schema.slow.pattern else { return Ok(()) };
        let left = self.work_left();
        let mut remaining = left;
        let matched = pattern.matches(text, &mut remaining);
        self.pay(left - remaining, at.start)?;
        match matched {
            Ok(true) => Ok(()),
            Ok(false) => {
                let expected = || Expected::Pattern(Arc::clone(&pattern.source));
                self.violates(schema, Rule::Pattern, at.clone(), expected, Found::text)
            }
            Err(_) => self.match_over_budget(schema, at),
        }
    }

    /// Reports a match that took too many steps. Without diagnosis, stops the validation of the whole document. If the
    /// validation continued, another schema of an `anyOf` could accept the value, and the match would not be reported.
    #[cold]
    fn match_over_budget(&mut self, schema: &'a Schema, at: &Range<usize>) -> Checked {
        if !S::DIAGNOSE {
            return self.refuse(at.start, Refusal::PatternSteps);
        }
        self.fail(|walk| {
            walk.finding(schema, Rule::PatternBudget, at.clone(), Expected::MatchWithinBudget, Found::text)
                .hint(Hint::SimplifyPattern)
        })
    }
}
