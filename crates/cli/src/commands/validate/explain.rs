//! `--explain RULE`: shows the meaning of a rule.

use std::io::{self, Write};

use dataarts_insight_report::{escape, style::STRONG};
use dataarts_insight_validator::{Level, rules};

use crate::{exit::ExitCode, failure::Failure, terminal};

pub(super) fn run(id: &str) -> Result<ExitCode, Failure> {
    let rule = rules::find(id).ok_or_else(|| Failure::usage(format!("there is no rule {id}")))?;
    let example = rule.example;
    terminal::out(|out| {
        writeln!(out, "{STRONG}{}{STRONG:#}: {}", rule.id, rule.summary)?;
        if !rule.rule.keyword().is_empty() {
            writeln!(out, "The contract states it with `{}`.", rule.rule.keyword())?;
        }
        match rule.level {
            Level::Allow => writeln!(out, "By default it is not reported; --warn or --deny {} reports it.", rule.id)?,
            Level::Warn => {
                writeln!(out, "By default it is a warning; --strict or --deny {} makes it an error.", rule.id)?;
            }
            Level::Deny => {}
        }
        writeln!(out)?;
        block(out, "contract", example.contract.as_bytes())?;
        if let Some(given) = example.given {
            block(out, "given", given.as_bytes())?;
        }
        block(out, "accepted", example.accepted)?;
        block(out, "refused", example.refused)
    })?;
    Ok(ExitCode::Success)
}

/// Writes a text to the right of `name`. All lines of the text begin at the same column.
fn block(out: &mut dyn Write, name: &str, text: &[u8]) -> io::Result<()> {
    write!(out, "{STRONG}{name}{STRONG:#}")?;
    let mut gap = 11_usize.saturating_sub(name.len());
    // A line break at the end of a document does not begin another line.
    let lines = text.strip_suffix(b"\n").unwrap_or(text);
    for line in lines.split(|byte| *byte == b'\n') {
        writeln!(out, "{}", format!("{:gap$}{}", "", shown(line)).trim_end())?;
        gap = 11;
    }
    Ok(())
}

/// Returns bytes as text. Invalid UTF-8 and invisible characters are escaped.
fn shown(bytes: &[u8]) -> String {
    let escaped = |bytes: &[u8]| bytes.iter().map(|byte| format!("\\x{byte:02x}")).collect::<String>();
    bytes.utf8_chunks().map(|chunk| escape(chunk.valid()).into_owned() + &escaped(chunk.invalid())).collect()
}
