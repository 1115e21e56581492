//! `--explain RULE`: what a rule means.

use dataarts_insight_contract::rules;

use crate::{
    exit::ExitCode,
    failure::Failure,
    terminal::{self, STRONG},
};

pub(super) fn run(id: &str) -> Result<ExitCode, Failure> {
    let rule = rules::find(id).ok_or_else(|| Failure::usage(format!("there is no rule {id}")))?;
    terminal::out(|out| {
        writeln!(out, "{STRONG}{}{STRONG:#}: {}", rule.id, rule.summary)?;
        if !rule.rule.keyword().is_empty() {
            writeln!(out, "The contract states it with `{}`.", rule.rule.keyword())?;
        }
        let Some(example) = rules::example(rule.rule) else { return Ok(()) };
        writeln!(out, "\n{STRONG}schema{STRONG:#}    {}", example.schema)?;
        if let Some(given) = example.given {
            writeln!(out, "{STRONG}given{STRONG:#}     {given}")?;
        }
        writeln!(out, "{STRONG}accepted{STRONG:#}  {}", shown(example.accepted))?;
        writeln!(out, "{STRONG}refused{STRONG:#}   {}", shown(example.refused))
    })?;
    Ok(ExitCode::Success)
}

/// Bytes that are no text, or are not seen, as escapes.
fn shown(bytes: &[u8]) -> String {
    let escaped = |bytes: &[u8]| bytes.iter().map(|byte| format!("\\x{byte:02x}")).collect::<String>();
    bytes.utf8_chunks().map(|chunk| terminal::escape(chunk.valid()) + &escaped(chunk.invalid())).collect()
}
