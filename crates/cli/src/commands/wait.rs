//! `import-task wait`: tasks to their end, several at once.

use std::time::Duration;

use clap::Args;
use dataarts_insight::{Error, ImportTask};

use crate::{
    args::{Format, Output},
    connection::{Connection, Service},
    duration,
    exit::ExitCode,
    failure::{Failure, with_causes},
    progress::Reporter,
    render::task,
    terminal,
};

/// Pauses between polls of the mock: its tasks end after four of them, which a person shall see and not wait for.
const MOCK_INTERVAL: Duration = Duration::from_millis(300);
const MOCK_MAX_INTERVAL: Duration = Duration::from_millis(600);

#[derive(Debug, Args)]
#[command(after_help = ExitCode::help())]
pub(crate) struct Arguments {
    /// IDs of the tasks; with --mock, a scripted task unless given
    #[arg(value_name = "ID", required_unless_present = "mock")]
    ids: Vec<String>,

    /// How long to wait at most, such as 90s, 5m or 1h30m
    #[arg(long, value_name = "DURATION", default_value = "30m", value_parser = duration::parse)]
    timeout: Duration,

    /// First pause between polls; further ones grow to half a minute, or to this if it is longer [default: 2s]
    #[arg(long, value_name = "DURATION", value_parser = duration::parse)]
    interval: Option<Duration>,

    #[command(flatten)]
    output: Output,

    #[command(flatten)]
    connection: Connection,
}

pub(crate) async fn run(arguments: Arguments) -> Result<ExitCode, Failure> {
    let service = arguments.connection.open().await?;
    let result = wait(&arguments, &service).await;
    service.close().await;
    result
}

async fn wait(arguments: &Arguments, service: &Service) -> Result<ExitCode, Failure> {
    let demonstration = [super::mock::SUCCEEDING.to_owned()];
    let ids = if arguments.ids.is_empty() { demonstration.as_slice() } else { &arguments.ids };
    // All ids are checked before any request is sent.
    let handles = ids.iter().map(|id| service.client.import_task(id)).collect::<Result<Vec<_>, _>>()?;

    let reporter = Reporter::start(ids);
    let mut waits = Vec::new();
    for (index, handle) in handles.iter().enumerate() {
        let mut wait = handle.wait().deadline(arguments.timeout);
        if arguments.connection.mock {
            wait = wait.interval(MOCK_INTERVAL).max_interval(MOCK_MAX_INTERVAL);
        }
        if let Some(interval) = arguments.interval {
            wait = wait.interval(interval);
        }
        let progress = reporter.clone();
        let wait = wait.on_progress(move |state| progress.polled(index, state));
        let ended = reporter.clone();
        waits.push(tokio::spawn(async move {
            let result = wait.await;
            ended.ended(index, &result);
            result
        }));
    }

    let mut code = ExitCode::Success;
    for (index, (id, wait)) in ids.iter().zip(waits).enumerate() {
        let result = wait.await;
        let result = result.map_err(|error| Failure::new(ExitCode::Other, format!("the wait broke off: {error}")))?;
        code = code.max(reporter.paused(|| print(arguments.output.format, index > 0, id, &result))?);
    }
    reporter.finish();
    Ok(code)
}

/// Writes what became of one task: the task as it was last seen to stdout, the error to stderr. For people, an empty line sets
/// it off from what it follows.
fn print(format: Format, follows: bool, id: &str, result: &Result<ImportTask, Error>) -> Result<ExitCode, Failure> {
    let (last, error) = match result {
        Ok(task) => (Some(task), None),
        Err(error) => (error.last_task(), Some(error)),
    };
    match (format, last, error) {
        (Format::Human, Some(last), _) => terminal::out(|out| {
            if follows {
                writeln!(out)?;
            }
            task::human(out, id, last)
        })?,
        (Format::Json, Some(last), _) => terminal::out(|out| task::json(out, last))?,
        (Format::Json, None, Some(error)) => terminal::out(|out| task::json_error(out, id, error))?,
        (_, None, _) => {}
    }
    let Some(error) = error else { return Ok(ExitCode::Success) };
    // Of several tasks, each error says whose it is.
    let message = with_causes(error);
    let id = terminal::escape(id);
    let named = message.starts_with(&format!("import task {id} "));
    terminal::error(&if named { message } else { format!("{id}: {message}") });
    Ok(ExitCode::from(error))
}
