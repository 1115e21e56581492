//! The command-line options of `validate`.

use std::{ffi::OsString, num::NonZeroUsize, path::PathBuf};

use clap::{
    Args,
    builder::{PossibleValuesParser, RangedU64ValueParser},
};
use dataarts_insight_report::OutputFormat;
use dataarts_insight_validator::{Level, Limits, Rule, Strictness, rules};

use super::inputs::InputKind;
use crate::{contract::RefFolder, exit::ExitCode, failure::Failure};

#[derive(Debug, Args)]
#[command(after_help = ExitCode::help())]
pub(crate) struct Arguments {
    /// The files to validate. `-` or no file reads stdin. In a directory, all .json, .ndjson, .jsonl and .har files are
    /// validated, also with .gz or .zst at the end. A file named .ndjson or .jsonl has one document on each line
    #[arg(value_name = "FILE")]
    pub(super) files: Vec<OsString>,

    /// An OpenAPI 3.0 or 3.1 contract as YAML or JSON. Without this option, the built-in contract is used
    #[arg(long, value_name = "FILE")]
    pub(super) contract: Option<PathBuf>,

    #[command(flatten)]
    pub(super) ref_folder: RefFolder,

    /// Validate against this component of the contract. Without --component and --operation, the 200 response of
    /// show_import_task is used. For another contract, the 200 response of its only operation is used
    #[arg(long, value_name = "NAME", conflicts_with_all = ["operation", "status", "request"])]
    pub(super) component: Option<String>,

    /// Validate as a response of this operation, or with --request as its request body
    #[arg(long, value_name = "ID")]
    pub(super) operation: Option<String>,

    /// Status of the response of the operation
    #[arg(long, default_value_t = 200, requires = "operation", value_parser = status)]
    pub(super) status: u16,

    /// Validate as the request body of the operation, not as a response
    #[arg(long, requires = "operation", conflicts_with = "status")]
    pub(super) request: bool,

    /// Read every input as NDJSON, with one document on each line. The name of the file does not matter
    #[arg(long)]
    pub(super) lines: bool,

    /// Read every input as a HAR capture. The name of the file does not matter. If an entry calls an operation of the
    /// contract, its request and its response are validated. Other entries are only counted
    #[arg(long, conflicts_with_all = ["lines", "component", "operation"])]
    pub(super) har: bool,

    /// Report a capture as invalid if none of its entries calls an operation of the contract
    #[arg(long)]
    pub(super) require_match: bool,

    /// How to write findings
    #[arg(long, short = 'o', value_enum, value_name = "FORMAT", default_value = "human")]
    pub(super) output: OutputFormat,

    /// Write no findings. The exit code gives the result. Errors about unreadable files still go to stderr
    #[arg(long, short = 'q')]
    pub(super) quiet: bool,

    /// Write only the first N findings and warnings. All documents are still validated and counted
    #[arg(long, value_name = "N")]
    pub(super) max_findings: Option<u64>,

    /// Stop after the first document, NDJSON line or capture entry that is invalid or cannot be read. The rest is not
    /// validated and not counted
    #[arg(long)]
    pub(super) fail_fast: bool,

    /// Report errors instead of warnings for problems that JSON parsers treat differently, such as duplicate keys
    #[arg(long)]
    pub(super) strict: bool,

    /// Make findings of this rule errors. Possible for the rules of --strict, for invalid-utf8, trailing-data and nesting,
    /// and for rules about requests and responses, such as missing-credentials
    #[arg(long, value_name = "RULE", value_parser = conditions(), hide_possible_values = true)]
    pub(super) deny: Vec<String>,

    /// Make findings of this rule warnings
    #[arg(long, value_name = "RULE", value_parser = conditions(), hide_possible_values = true)]
    pub(super) warn: Vec<String>,

    /// Suppress this rule
    #[arg(long, value_name = "RULE", value_parser = conditions(), hide_possible_values = true)]
    pub(super) allow: Vec<String>,

    /// The largest size of a document, such as 64MiB. A larger document is invalid (rule document-size)
    #[arg(long, value_name = "SIZE", default_value = "256MiB", value_parser = size)]
    pub(super) max_size: usize,

    /// The longest line of NDJSON
    #[arg(long, value_name = "SIZE", default_value = "64MiB", value_parser = size)]
    pub(super) max_line_size: usize,

    /// The deepest nesting of arrays and objects, at most 512
    #[arg(long, value_name = "N", default_value_t = Limits::default().nesting, value_parser = RangedU64ValueParser::<usize>::new().range(..=512))]
    pub(super) max_nesting: usize,

    /// Threads that validate; by default, as many as there are cores
    #[arg(long, value_name = "N")]
    pub(super) threads: Option<NonZeroUsize>,

    /// Explain a rule with a valid and an invalid document. Nothing is validated
    #[arg(long, value_name = "RULE", value_parser = every_rule(), hide_possible_values = true)]
    #[arg(conflicts_with_all = ["files", "contract", "component", "operation"])]
    pub(super) explain: Option<String>,
}

/// Parses a status code, such as `404`. For a range such as `4XX` in the contract, users pass any status in the range.
fn status(text: &str) -> Result<u16, String> {
    let status = text.parse().ok().filter(|status| (100..=599).contains(status));
    status.ok_or_else(|| {
        "a status is a number from 100 to 599, also one that the contract has as 4XX or default".to_owned()
    })
}

/// Parses a size in bytes, such as `64MiB`. `K`, `KB` and `KiB` all mean 1024 bytes.
fn size(text: &str) -> Result<usize, String> {
    let digits = text.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    let shift = match text.get(digits.len()..).unwrap_or_default().to_ascii_lowercase().as_str() {
        "" | "b" => 0,
        "k" | "kb" | "kib" => 10,
        "m" | "mb" | "mib" => 20,
        "g" | "gb" | "gib" => 30,
        unit => return Err(format!("unknown unit `{unit}`; use KiB, MiB or GiB")),
    };
    let number: usize = digits.parse().map_err(|_| "write a size such as 64MiB".to_owned())?;
    match number.checked_mul(1 << shift) {
        Some(0) => Err("the size must not be 0".to_owned()),
        // Rejects very large sizes, because code that reads the input adds 1 to the size. The sum must not overflow.
        Some(bytes) if bytes < usize::MAX / 4 => Ok(bytes),
        _ => Err("the size is too large".to_owned()),
    }
}

fn every_rule() -> PossibleValuesParser {
    rules::all().map(|rule| rule.id).into()
}

/// Returns a parser that accepts the IDs of the rules that `--deny`, `--warn` and `--allow` can change.
fn conditions() -> PossibleValuesParser {
    Rule::ALL.iter().copied().filter(|rule| can_be_chosen(*rule)).map(Rule::id).into()
}

/// Returns whether `--deny`, `--warn` and `--allow` can change a rule.
fn can_be_chosen(rule: Rule) -> bool {
    Strictness::default().set(rule, Level::Deny)
}

impl Arguments {
    /// Returns which rules are errors, which are warnings, and which are suppressed. The options `--strict`, `--deny`,
    /// `--warn` and `--allow` change the defaults.
    pub(super) fn strictness(&self) -> Result<Strictness, Failure> {
        let mut strictness = if self.strict { Strictness::strict() } else { Strictness::default() };
        let mut seen: Vec<&str> = Vec::new();
        for (ids, level) in [(&self.deny, Level::Deny), (&self.warn, Level::Warn), (&self.allow, Level::Allow)] {
            for id in ids {
                if seen.contains(&id.as_str()) {
                    return Err(Failure::usage(format!("--deny, --warn and --allow: {id} is named more than once")));
                }
                seen.push(id);
                if let Some(rule) = rules::find(id) {
                    strictness.set(rule.rule, level);
                }
            }
        }
        Ok(strictness)
    }

    /// Returns `Lines` for `--lines`, `Capture` for `--har`, and otherwise `None`.
    pub(super) fn kind(&self) -> Option<InputKind> {
        match (self.lines, self.har) {
            (true, _) => Some(InputKind::Lines),
            (_, true) => Some(InputKind::Capture),
            _ => None,
        }
    }

    /// Returns the limits for documents of at most `size` bytes.
    pub(super) fn limits(&self, size: usize) -> Limits {
        let mut limits = Limits::default();
        limits.nesting = self.max_nesting;
        limits.size = size;
        limits
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parses_sizes_with_units() {
        for (text, bytes) in [("512", 512), ("64KiB", 65_536), ("2m", 2 << 20), ("1GB", 1 << 30), ("7b", 7)] {
            assert_eq!(size(text), Ok(bytes), "{text}");
        }
        for text in ["", "0", "MiB", "-1", "3parsec", "99999999999G"] {
            assert!(size(text).is_err(), "{text}");
        }
    }
}
