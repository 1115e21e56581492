//! The options of `validate`.

use std::{ffi::OsString, num::NonZeroUsize, path::PathBuf};

use clap::{
    Args, ValueEnum,
    builder::{PossibleValuesParser, RangedU64ValueParser},
};
use dataarts_insight_validator::{Level, Limits, Rule, Strictness, rules};

use super::{input::Kind, size::Size};
use crate::{exit::ExitCode, failure::Failure};

#[derive(Debug, Args)]
#[command(after_help = ExitCode::help())]
pub(crate) struct Arguments {
    /// The documents: files, directories (every .json, .ndjson, .jsonl, .har in them, .gz and .zst too), `-` or nothing for
    /// stdin. gzip and zstd are recognized by content. Files named .ndjson or .jsonl have a document on each line
    #[arg(value_name = "FILE")]
    pub(super) files: Vec<OsString>,

    /// The contract, OpenAPI 3.0 as YAML or JSON, instead of the built-in one
    #[arg(long, value_name = "FILE")]
    pub(super) contract: Option<PathBuf>,

    /// Judge by this component of the contract. Without this or --operation, documents are judged as the 200 response
    /// of the contract's only operation
    #[arg(long, value_name = "NAME", conflicts_with_all = ["operation", "status"])]
    pub(super) component: Option<String>,

    /// Judge as a response of this operation
    #[arg(long, value_name = "ID")]
    pub(super) operation: Option<String>,

    /// Status of that response
    #[arg(long, default_value_t = 200, requires = "operation", value_parser = status)]
    pub(super) status: u16,

    /// Every input is NDJSON, a document on each line, whatever its name
    #[arg(long)]
    pub(super) lines: bool,

    /// Every input is a HAR capture, whatever its name: each entry that calls an operation of the contract is judged,
    /// request and response; the rest is counted. Files named .har are captures anyway
    #[arg(long, conflicts_with_all = ["lines", "component", "operation"])]
    pub(super) har: bool,

    /// How to write what is found: for people, one JSON document, one JSON object a line for each finding, SARIF
    /// 2.1.0, or annotations of GitHub Actions
    #[arg(long, short = 'o', value_enum, value_name = "FORMAT", default_value = "human")]
    pub(super) output: Format,

    /// Write nothing but what cannot be read, on stderr; the exit code says the rest
    #[arg(long, short = 'q')]
    pub(super) quiet: bool,

    /// Write only the first N findings, warnings included; everything is judged and counted all the same
    #[arg(long, value_name = "N")]
    pub(super) max_findings: Option<u64>,

    /// Stop behind the first document, line of NDJSON or entry of a capture that is invalid or cannot be read: what comes
    /// later is neither judged nor counted
    #[arg(long)]
    pub(super) fail_fast: bool,

    /// Refuse what JSON leaves open and is only warned of otherwise: duplicate keys, numbers that readers round, …
    #[arg(long)]
    pub(super) strict: bool,

    /// Refuse what this rule is about; for rules that --strict covers, and invalid-utf8, trailing-data and nesting
    #[arg(long, value_name = "RULE", value_parser = conditions(), hide_possible_values = true)]
    pub(super) deny: Vec<String>,

    /// Warn of what this rule is about
    #[arg(long, value_name = "RULE", value_parser = conditions(), hide_possible_values = true)]
    pub(super) warn: Vec<String>,

    /// Say nothing of what this rule is about
    #[arg(long, value_name = "RULE", value_parser = conditions(), hide_possible_values = true)]
    pub(super) allow: Vec<String>,

    /// The longest document; a longer one is invalid (document-size)
    #[arg(long, value_name = "SIZE", default_value = "256MiB")]
    pub(super) max_size: Size,

    /// The longest line of NDJSON
    #[arg(long, value_name = "SIZE", default_value = "64MiB")]
    pub(super) max_line_size: Size,

    /// The deepest nesting of arrays and objects, at most 512
    #[arg(long, value_name = "N", default_value_t = Limits::default().nesting, value_parser = nesting())]
    pub(super) max_nesting: usize,

    /// Threads that judge; as many as there are cores by default
    #[arg(long, value_name = "N")]
    pub(super) threads: Option<NonZeroUsize>,

    /// Explain a rule, with a document that it accepts and one that it refuses, and judge nothing
    #[arg(long, value_name = "RULE", value_parser = every_rule(), hide_possible_values = true)]
    #[arg(conflicts_with_all = ["files", "contract", "component", "operation"])]
    pub(super) explain: Option<String>,
}

/// How findings are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Format {
    Human,
    Json,
    Jsonl,
    Sarif,
    Github,
}

/// The contract's own ranges are found by number.
fn status(text: &str) -> Result<u16, String> {
    let status = text.parse().ok().filter(|status| (100..=599).contains(status));
    status.ok_or_else(|| {
        "a status is a number from 100 to 599, also one that the contract has as 4XX or default".to_owned()
    })
}

/// A limit beyond the library's own would promise what it does not keep.
fn nesting() -> RangedU64ValueParser<usize> {
    RangedU64ValueParser::new().range(..=512)
}

fn every_rule() -> PossibleValuesParser {
    rules::all().map(|rule| rule.id).into()
}

/// The rules whose level can be chosen.
fn conditions() -> PossibleValuesParser {
    Rule::ALL.iter().copied().filter(|rule| can_be_chosen(*rule)).map(Rule::id).into()
}

/// Whether the level of a rule can be chosen.
pub(super) fn can_be_chosen(rule: Rule) -> bool {
    Strictness::default().set(rule, Level::Deny)
}

impl Arguments {
    /// What becomes of each condition that JSON leaves open.
    pub(super) fn strictness(&self) -> Result<Strictness, Failure> {
        let mut strictness = if self.strict { Strictness::strict() } else { Strictness::default() };
        let mut said: Vec<&str> = Vec::new();
        for (ids, level) in [(&self.deny, Level::Deny), (&self.warn, Level::Warn), (&self.allow, Level::Allow)] {
            for id in ids {
                if said.contains(&id.as_str()) {
                    return Err(Failure::usage(format!("--deny, --warn and --allow: {id} is named more than once")));
                }
                said.push(id);
                if let Some(rule) = rules::find(id) {
                    strictness.set(rule.rule, level);
                }
            }
        }
        Ok(strictness)
    }

    /// What every input is, if that is said.
    pub(super) fn kind(&self) -> Option<Kind> {
        match (self.lines, self.har) {
            (true, _) => Some(Kind::Lines),
            (_, true) => Some(Kind::Capture),
            _ => None,
        }
    }

    /// The limits for documents of at most this size.
    pub(super) fn limits(&self, size: Size) -> Limits {
        let mut limits = Limits::default();
        limits.nesting = self.max_nesting;
        limits.size = size.bytes();
        limits
    }
}
