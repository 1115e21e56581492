//! `validate`: documents against the contract.
//!
//! [`input`] finds what is to be judged and cuts NDJSON into pieces ([`lines`]), [`judge`] takes one after the other on
//! every core, [`sink`] brings what they found into order again, [`writer`] writes it as a [`render`]er says. Nothing
//! grows with the length of the input.

mod arguments;
mod compression;
mod explain;
mod folder;
mod har;
mod input;
mod judge;
mod lines;
mod name;
mod part;
mod progress;
mod render;
mod sink;
mod size;
mod writer;

use std::{
    borrow::Cow,
    collections::BTreeSet,
    io::{self, IsTerminal as _},
    num::NonZeroUsize,
    sync::Arc,
    thread,
};

use dataarts_insight_validator::{Captures, Contract, Exchanges, Limits, Validator};

pub(crate) use arguments::Arguments;

use self::{input::Source, judge::Judge, progress::Progress, sink::Sink, writer::Writer};
use crate::{
    args::Input,
    contract,
    exit::ExitCode,
    failure::Failure,
    terminal::{self, escape},
};

/// Errors that are shown of one line of NDJSON: what is found waits in memory until it is the line's turn.
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
    let own = arguments.contract.as_deref().map(contract::read).transpose()?;
    let contract = own.as_ref().unwrap_or_else(|| Contract::embedded());
    // Captures need no selector.
    let only_captures = arguments.har || inputs.iter().all(input::is_capture);
    if only_captures && (arguments.component.is_some() || arguments.operation.is_some()) {
        return Err(Failure::usage("the entries of a capture say themselves what they are: leave out the selector"));
    }
    let captures = (arguments.har || inputs.iter().any(input::may_be_capture))
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
    let source = Source::new(inputs, arguments.kind(), arguments.max_line_size.bytes(), threads);
    let renderer = (!arguments.quiet).then(|| render::of(arguments.output, terminal::stdout_is_styled()));
    let read = source.counter();
    let is_seen = !arguments.quiet && terminal::progress_is_seen();
    let progress = Progress::new(is_seen, Arc::clone(&read), || source.total());
    let writer = Writer::new(renderer, progress, arguments.max_findings);
    let threads = threads.min(source.width());
    let sink = Sink::new(writer);
    let judge = Judge {
        document: document.as_ref(),
        line: line.as_ref(),
        captures: captures.as_ref(),
        renderer,
        fail_fast: arguments.fail_fast,
        limit: arguments.max_size.bytes(),
        read,
        text: judge::text(threads),
    };
    judge::run(&judge, source, &sink, threads);
    let (counts, written) = sink.finish();
    match (written, counts.code()) {
        (Err(error), _) if error.kind() != io::ErrorKind::BrokenPipe => Err(error.into()),
        // Nobody reads what is found, so nobody looked at the rest.
        (Err(_), ExitCode::Success) => Ok(ExitCode::Other),
        (_, code) => Ok(code),
    }
}

/// The operations to judge captures by.
fn captures(arguments: &Arguments, contract: &Contract) -> Result<Captures, Failure> {
    let (strictness, limits) = (arguments.strictness()?, arguments.limits(arguments.max_size));
    let captures =
        Exchanges::new(&contract).and_then(|exchanges| Captures::new(exchanges.with_strictness(&strictness), &limits));
    captures.map_err(|error| contract::refused(&error))
}

/// The schema to judge by.
fn validator(arguments: &Arguments, contract: &Contract, limits: Limits) -> Result<Validator, Failure> {
    let validator = match (&arguments.component, &arguments.operation) {
        (Some(component), _) => Validator::component(&contract, component),
        (None, Some(operation)) => Validator::response(&contract, operation, arguments.status),
        (None, None) => Validator::only_response(&contract),
    };
    let validator = validator.map_err(|error| contract::refused(&error))?;
    Ok(validator.with_strictness(arguments.strictness()?).with_limits(limits))
}

/// Says which formats nobody judges: who wrote one into a contract may think otherwise.
fn name_unknown_formats(document: Option<&Validator>, captures: Option<&Captures>) {
    let captured = captures.into_iter().flat_map(Captures::unknown_formats);
    let formats: BTreeSet<&str> =
        document.into_iter().flat_map(Validator::unknown_formats).map(String::as_str).chain(captured).collect();
    if formats.is_empty() {
        return;
    }
    let names: Vec<Cow<'_, str>> = formats.into_iter().map(escape).collect();
    terminal::aside(&format!("formats that are not judged, and accept everything: {}", names.join(", ")));
}
