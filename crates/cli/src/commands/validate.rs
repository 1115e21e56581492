//! `validate`: documents against the contract.

use std::{
    fs,
    io::{self, IsTerminal as _, Read as _},
    path::PathBuf,
};

use clap::{Args, ValueEnum};
use dataarts_insight_contract::{Contract, Finding, Report, Severity, Validator};
use serde_json::json;

use crate::{
    args::Input,
    contract,
    exit::ExitCode,
    failure::Failure,
    terminal::{self, BAD, DIM, STRONG, WARN, escape},
};

#[derive(Debug, Args)]
#[command(after_help = ExitCode::help())]
pub(crate) struct Arguments {
    /// The documents; `-` or nothing for stdin
    #[arg(value_name = "FILE")]
    files: Vec<std::ffi::OsString>,

    /// The contract, OpenAPI 3.0 as YAML or JSON, instead of the built-in one
    #[arg(long, value_name = "FILE")]
    contract: Option<PathBuf>,

    /// Judge by this component of the contract. Without this or --operation, documents are judged as the 200 response
    /// of the contract's only operation
    #[arg(long, value_name = "NAME", conflicts_with_all = ["operation", "status"])]
    component: Option<String>,

    /// Judge as a response of this operation
    #[arg(long, value_name = "ID")]
    operation: Option<String>,

    /// Status of that response
    #[arg(long, default_value_t = 200, requires = "operation")]
    status: u16,

    /// How to write what is found: for people, one JSON document, or one JSON object a line for each finding
    #[arg(long, short = 'o', value_enum, value_name = "FORMAT", default_value = "human")]
    output: Format,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    Human,
    Json,
    Jsonl,
}

pub(crate) fn run(arguments: &Arguments) -> Result<ExitCode, Failure> {
    let validator = validator(arguments)?;
    let inputs: Vec<Input> = match arguments.files.as_slice() {
        [] if io::stdin().is_terminal() => {
            return Err(Failure::usage("no document is given: name a file, or - for stdin"));
        }
        [] => vec![Input::Stdin],
        files => files.iter().cloned().map(Input::from).collect(),
    };
    let mut totals = Totals::default();
    let mut documents = Vec::new();
    for input in &inputs {
        let name = input.name();
        let bytes = match input.read() {
            Ok(bytes) => bytes,
            Err(error) => {
                terminal::error(&format!("{}: {error}", escape(&name)));
                totals.unreadable += 1;
                continue;
            }
        };
        let report = validator.validate(&bytes);
        totals.add(&report);
        match arguments.output {
            Format::Human => terminal::out(|out| {
                report.findings().iter().try_for_each(|finding| writeln!(out, "{}", human(&name, finding)))
            })?,
            Format::Jsonl => terminal::out(|out| {
                let lines = report.findings().iter().map(|finding| line(&name, finding));
                lines.into_iter().try_for_each(|line| writeln!(out, "{line}"))
            })?,
            Format::Json => documents.push(json!({
                "file": name,
                "valid": report.is_valid(),
                "findings": report.findings(),
            })),
        }
    }
    match arguments.output {
        Format::Human => terminal::note(&totals.sentence()),
        Format::Jsonl => {}
        Format::Json => {
            let all = json!({ "valid": totals.code() == ExitCode::Success, "documents": documents });
            terminal::out(|out| writeln!(out, "{all:#}"))?;
        }
    }
    Ok(totals.code())
}

/// Reads the contract and finds the schema to judge by.
fn validator(arguments: &Arguments) -> Result<Validator, Failure> {
    let read;
    let contract = match &arguments.contract {
        None => Contract::embedded(),
        Some(path) => {
            read = contract::read(path)?;
            &read
        }
    };
    let validator = match (&arguments.component, &arguments.operation) {
        (Some(component), _) => contract.component(component),
        (None, Some(operation)) => contract.response(operation, arguments.status),
        (None, None) => contract.only_response(),
    };
    validator.map_err(|error| contract::refused(&error))
}

impl Input {
    fn name(&self) -> String {
        match self {
            Self::Stdin => "<stdin>".to_owned(),
            Self::File(path) => path.display().to_string(),
        }
    }

    fn read(&self) -> io::Result<Vec<u8>> {
        let mut bytes = Vec::new();
        match self {
            Self::Stdin => io::stdin().lock().read_to_end(&mut bytes)?,
            Self::File(path) => fs::File::open(path)?.read_to_end(&mut bytes)?,
        };
        Ok(bytes)
    }
}

/// `task.json:1:12: error[enum] at /status: expected …, found …`, and under it the hint and the contract's line.
fn human(file: &str, finding: &Finding) -> String {
    let style = if finding.severity == Severity::Error { BAD } else { WARN };
    let (severity, rule) = (finding.severity, finding.rule);
    let place = format!("{}:{}:{}", escape(file), finding.line, finding.column);
    let pointer = match finding.pointer.as_str() {
        "" => String::new(),
        pointer => format!(" at {}", escape(pointer)),
    };
    let message = escape(&finding.message);
    let mut text = format!("{STRONG}{place}{STRONG:#}: {style}{severity}[{rule}]{style:#}{pointer}: {message}");
    if let Some(hint) = &finding.hint {
        text.push_str(&format!("\n  {DIM}help: {}{DIM:#}", escape(hint)));
    }
    if let Some(contract) = &finding.contract {
        text.push_str(&format!("\n  {DIM}rule: {}{DIM:#}", escape(contract)));
    }
    text
}

fn line(file: &str, finding: &Finding) -> serde_json::Value {
    let mut line = json!(finding);
    if let Some(fields) = line.as_object_mut() {
        fields.insert("file".to_owned(), file.into());
        fields.insert("record".to_owned(), serde_json::Value::Null);
    }
    line
}

#[derive(Debug, Default)]
struct Totals {
    valid: usize,
    invalid: usize,
    unreadable: usize,
    errors: usize,
    warnings: usize,
}

impl Totals {
    fn add(&mut self, report: &Report) {
        *(if report.is_valid() { &mut self.valid } else { &mut self.invalid }) += 1;
        let errors = report.findings().iter().filter(|finding| finding.severity == Severity::Error).count();
        self.errors += errors;
        self.warnings += report.findings().len() - errors;
    }

    fn code(&self) -> ExitCode {
        match (self.unreadable, self.invalid) {
            (1.., _) => ExitCode::Unreadable,
            (0, 1..) => ExitCode::Failed,
            (0, 0) => ExitCode::Success,
        }
    }

    /// `2 valid, 1 invalid (3 errors, 1 warning)`
    fn sentence(&self) -> String {
        let count = |number: usize, one: &str| format!("{number} {one}{}", if number == 1 { "" } else { "s" });
        let mut parts = vec![format!("{} valid", self.valid)];
        if self.invalid > 0 {
            parts.push(format!("{} invalid", self.invalid));
        }
        if self.unreadable > 0 {
            parts.push(format!("{} unreadable", self.unreadable));
        }
        let findings: Vec<String> = [(self.errors, "error"), (self.warnings, "warning")]
            .into_iter()
            .filter(|(number, _)| *number > 0)
            .map(|(number, one)| count(number, one))
            .collect();
        match findings.as_slice() {
            [] => parts.join(", "),
            findings => format!("{} ({})", parts.join(", "), findings.join(", ")),
        }
    }
}
