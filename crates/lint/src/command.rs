//! `cargo xtask lint`: reads files, lints each, renders what was found.

use std::{fmt::Write as _, path::PathBuf};

use super::{Severity, human, json, lint_text};

/// How findings are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Format {
    /// For people: the source line, why it matters, how to fix it.
    #[default]
    Human,
    /// For programs: one JSON object a line, findings only.
    Json,
}

/// What a run of the command writes and how it ends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outcome {
    /// The findings.
    pub stdout: String,
    /// The summary, and files that could not be read.
    pub stderr: String,
    /// 0 no errors, 1 errors, 3 unreadable.
    pub exit: u8,
}

/// Lints files; `color` is whether the human form may hold ANSI escapes.
#[must_use]
pub fn lint_files(files: &[PathBuf], format: Format, color: bool) -> Outcome {
    let mut outcome = Outcome { stdout: String::new(), stderr: String::new(), exit: 0 };
    let (mut errors, mut warnings) = (0_usize, 0_usize);
    for path in files {
        let name = path.display().to_string();
        let text = match read(path) {
            Ok(text) => text,
            Err(reason) => {
                // Writing to a String cannot fail.
                let _ = writeln!(outcome.stderr, "error: cannot read {name}: {reason}");
                outcome.exit = 3;
                continue;
            }
        };
        let findings = lint_text(&name, &text);
        let bad = findings.iter().filter(|finding| finding.severity == Severity::Error).count();
        errors += bad;
        warnings += findings.len() - bad;
        outcome.stdout += &match format {
            Format::Human => human(&text, &findings, color),
            Format::Json => json(&findings),
        };
    }
    if errors > 0 {
        outcome.exit = outcome.exit.max(1);
    }
    if format == Format::Human {
        let _ = writeln!(
            outcome.stderr,
            "{} linted: {}, {}",
            count(files.len(), "file"),
            count(errors, "error"),
            count(warnings, "warning")
        );
    }
    outcome
}

fn read(path: &PathBuf) -> Result<String, String> {
    let bytes = std::fs::read(path).map_err(|error| error.to_string())?;
    String::from_utf8(bytes).map_err(|error| format!("not UTF-8 from byte {} on", error.utf8_error().valid_up_to()))
}

fn count(number: usize, noun: &str) -> String {
    format!("{number} {noun}{}", if number == 1 { "" } else { "s" })
}
