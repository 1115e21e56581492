//! `validate`: validates documents against the contract.
//!
//! - [`inputs`] finds the documents.
//! - [`lines`] splits NDJSON into chunks, so a long NDJSON file does not need more memory than a short one.
//! - [`worker`] runs in each thread. It validates one document or chunk at a time.
//! - [`output`] writes the findings in the order of the input.

mod arguments;
mod compression;
mod explain;
mod inputs;
mod lines;
mod output;
mod worker;

use std::{
    borrow::Cow,
    collections::BTreeSet,
    io::{self, IsTerminal as _},
    num::NonZeroUsize,
    sync::Arc,
    thread,
};

use dataarts_insight_report::{Renderer, RuleDescription, Tool, escape};
use dataarts_insight_validator::{Captures, Contract, Exchanges, Limits, Rule, Validator, rules};

pub(crate) use arguments::Arguments;

use self::{
    inputs::{Input, Inputs},
    output::OrderedOutput,
    worker::Worker,
};
use crate::{contract, exit::ExitCode, failure::Failure, progress::ReadProgress, terminal};

/// The maximum number of errors to keep for one line of NDJSON. The errors stay in memory until earlier lines are
/// written.
const FINDINGS_OF_LINE: usize = 1000;

pub(crate) fn run(arguments: &Arguments) -> Result<ExitCode, Failure> {
    if let Some(rule) = &arguments.explain {
        return explain::run(rule);
    }
    let inputs: Vec<Input> = match arguments.files.as_slice() {
        [] if io::stdin().is_terminal() => {
            return Err(Failure::usage("no document is given: name a file, or - for stdin"));
        }
        [] => vec![Input::Stdin],
        files => files.iter().cloned().map(Input::from).collect(),
    };
    if inputs.iter().filter(|input| **input == Input::Stdin).count() > 1 {
        return Err(Failure::usage("- is given more than once, but stdin can be read only once"));
    }
    let read = |path| contract::read(path, &arguments.ref_folder);
    let own = arguments.contract.as_deref().map(read).transpose()?;
    let contract = own.as_ref().unwrap_or_else(|| Contract::embedded());
    // `--component` and `--operation` do not apply to captures, because the method and the path of each entry show
    // which operation was called.
    let only_captures = arguments.har || inputs.iter().all(Input::is_capture);
    if only_captures && (arguments.component.is_some() || arguments.operation.is_some()) {
        return Err(Failure::usage("each entry of a capture names its operation itself: leave out the selector"));
    }
    let captures = (arguments.har || inputs.iter().any(Input::may_be_capture))
        .then(|| captures(arguments, contract))
        .transpose()?;
    let (document, line) = if only_captures {
        (None, None)
    } else {
        let document = validator(arguments, contract, arguments.limits(arguments.max_size))?;
        let mut limits = arguments.limits(arguments.max_line_size);
        limits.findings = FINDINGS_OF_LINE;
        (Some(document), Some(validator(arguments, contract, limits)?))
    };
    if !arguments.quiet {
        name_unknown_formats(document.as_ref(), captures.as_ref());
    }

    let threads = arguments.threads.or_else(|| thread::available_parallelism().ok()).map_or(1, NonZeroUsize::get);
    let inputs = Inputs::new(inputs, arguments.kind(), arguments.max_line_size, threads);
    // If the input is one capture, all threads validate entries of this capture. If there are several captures, one
    // thread validates all entries of a capture.
    let entry_threads = if inputs.parallelism() == 1 { threads } else { 1 };
    let threads = threads.min(inputs.parallelism());
    let renderer = (!arguments.quiet).then(|| Renderer::new(arguments.output, terminal::stdout_is_styled(), tool()));
    let read = inputs.bytes_read();
    let progress = ReadProgress::new(!arguments.quiet, || inputs.total_bytes());
    let output = OrderedOutput::new(renderer.as_ref(), arguments.max_findings, progress, Arc::clone(&read));
    let worker = Worker {
        document: document.as_ref(),
        line: line.as_ref(),
        captures: captures.as_ref(),
        renderer: renderer.as_ref(),
        fail_fast: arguments.fail_fast,
        max_size: arguments.max_size,
        require_match: arguments.require_match,
        requires_credentials: arguments.deny.iter().any(|id| id == Rule::MissingCredentials.id()),
        threads: entry_threads,
        read,
        max_text: ((1 << 20) / threads.max(1)).clamp(16 << 10, 128 << 10),
    };
    worker::run(&worker, inputs, &output, threads);
    let (summary, written) = output.finish();
    match (written, ExitCode::of(&summary)) {
        (Err(error), _) if error.kind() != io::ErrorKind::BrokenPipe => Err(error.into()),
        // The output pipe was closed before all inputs were validated, so it is not certain that all of them are valid.
        (Err(_), ExitCode::Success) => Ok(ExitCode::Other),
        (_, code) => Ok(code),
    }
}

fn captures(arguments: &Arguments, contract: &Contract) -> Result<Captures, Failure> {
    let (strictness, limits) = (arguments.strictness()?, arguments.limits(arguments.max_size));
    let refused = |error| contract::refused(&error, contract);
    let (exchanges, unusable) = Exchanges::usable(contract).map_err(refused)?;
    if !arguments.quiet {
        for operation in &unusable {
            let (id, error) = (&operation.id, &operation.error);
            terminal::aside(&escape(&format!(
                "the operation {id} is not validated: {}",
                error.to_string().replace('\n', "; ")
            )));
        }
    }
    Captures::new(exchanges.with_strictness(&strictness), &limits).map_err(refused)
}

/// Makes the validator for the component or operation that the options select. Without these options, selects the
/// default response of the contract, or the response of the only operation.
fn validator(arguments: &Arguments, contract: &Contract, limits: Limits) -> Result<Validator, Failure> {
    let validator = match (&arguments.component, &arguments.operation) {
        (Some(component), _) => Validator::component(contract, component),
        (None, Some(operation)) if arguments.request => Validator::request(contract, operation),
        (None, Some(operation)) => Validator::response(contract, operation, arguments.status),
        (None, None) => match contract.default_response() {
            Some((operation, status)) => Validator::response(contract, operation, status),
            None => Validator::only_response(contract),
        },
    };
    let validator = validator.map_err(|error| contract::refused(&error, contract))?;
    Ok(validator.with_strictness(arguments.strictness()?).with_limits(limits))
}

fn tool() -> Tool {
    Tool {
        name: "dataarts-insight",
        version: env!("CARGO_PKG_VERSION"),
        rules: rules::all().map(description).collect(),
    }
}

fn description(rule: rules::RuleInfo) -> RuleDescription {
    let example = rule.example;
    let given = example.given.map(|given| format!("Given: {given}\n")).unwrap_or_default();
    let text = String::from_utf8_lossy;
    let help = format!(
        "Contract:\n{}\n{given}Accepted:\n{}\nRefused:\n{}",
        example.contract,
        text(example.accepted),
        text(example.refused)
    );
    RuleDescription { id: rule.id, summary: rule.summary, severity: rule.severity, help }
}

/// Writes a note that lists each `format` of the contract that is not validated.
fn name_unknown_formats(document: Option<&Validator>, captures: Option<&Captures>) {
    let captured = captures.into_iter().flat_map(Captures::unknown_formats);
    let formats: BTreeSet<&str> =
        document.into_iter().flat_map(Validator::unknown_formats).map(String::as_str).chain(captured).collect();
    if formats.is_empty() {
        return;
    }
    let names: Vec<Cow<'_, str>> = formats.into_iter().map(escape).collect();
    terminal::aside(&format!("formats that are not validated, and accept everything: {}", names.join(", ")));
}
