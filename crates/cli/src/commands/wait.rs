//! `import-task wait`: waits for several tasks at once.

use std::time::Duration;

use clap::Args;
use dataarts_insight::{Error, ErrorKind, ImportTask};
use dataarts_insight_report::escape;

use crate::{
    connection::{Connection, Service},
    demo,
    exit::ExitCode,
    failure::{Failure, with_causes},
    progress::TaskProgress,
    task::{self, TaskFormat, TaskOutput},
    terminal,
    time::parse_duration,
};

/// Pauses between polls of the mock: its tasks end after four polls, slowly enough to be seen.
const MOCK_INTERVAL: Duration = Duration::from_millis(300);
const MOCK_MAX_INTERVAL: Duration = Duration::from_millis(600);

#[derive(Debug, Args)]
#[command(after_help = ExitCode::help())]
pub(crate) struct Arguments {
    /// IDs of the tasks; with --mock, a scripted task by default
    #[arg(value_name = "ID", required_unless_present = "mock")]
    ids: Vec<String>,

    /// How long to wait at most, such as 90s, 5m or 1h30m
    #[arg(long, value_name = "DURATION", default_value = "30m", value_parser = parse_duration)]
    timeout: Duration,

    /// First pause between polls; further ones grow to half a minute, or to this if it is longer [default: 2s]
    #[arg(long, value_name = "DURATION", value_parser = parse_duration)]
    interval: Option<Duration>,

    #[command(flatten)]
    output: TaskOutput,

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
    let scripted = [demo::SUCCEEDING.to_owned()];
    let ids = if arguments.ids.is_empty() { scripted.as_slice() } else { &arguments.ids };
    // Checks all IDs before any request is sent.
    let handles = ids.iter().map(|id| service.client.import_task(id)).collect::<Result<Vec<_>, _>>()?;

    let progress = TaskProgress::start(ids);
    let mut waits = Vec::new();
    for (index, handle) in handles.iter().enumerate() {
        let mut wait = handle.wait().deadline(arguments.timeout);
        if arguments.connection.mock {
            wait = wait.interval(MOCK_INTERVAL).max_interval(MOCK_MAX_INTERVAL);
        }
        if let Some(interval) = arguments.interval {
            wait = wait.interval(interval);
        }
        let polls = progress.clone();
        let wait = wait.on_progress(move |poll| polls.show_poll(index, poll));
        let end = progress.clone();
        waits.push(tokio::spawn(async move {
            let result = wait.await;
            end.show_end(index, &result);
            result
        }));
    }

    let mut code = ExitCode::Success;
    for (index, (id, wait)) in ids.iter().zip(waits).enumerate() {
        let result = wait.await;
        let result =
            result.map_err(|error| Failure::new(ExitCode::Other, format!("the wait was interrupted: {error}")))?;
        code = code.max(progress.suspend(|| print(arguments.output.format, index > 0, id, &result))?);
    }
    progress.finish();
    Ok(code)
}

/// Writes the result of one wait: the task as it was last seen to stdout, the error to stderr. For people, an empty line
/// separates tasks.
fn print(format: TaskFormat, follows: bool, id: &str, result: &Result<ImportTask, Error>) -> Result<ExitCode, Failure> {
    let (last, error) = match result {
        Ok(task) => (Some(task), None),
        Err(error) => (error.last_task(), Some(error)),
    };
    match (format, last, error) {
        (TaskFormat::Human, Some(last), _) => terminal::out(|out| {
            if follows {
                writeln!(out)?;
            }
            task::human(out, id, last)
        })?,
        (TaskFormat::Json, Some(last), _) => terminal::out(|out| task::json(out, last))?,
        (TaskFormat::Json, None, Some(error)) => terminal::out(|out| task::json_error(out, id, error))?,
        (_, None, _) => {}
    }
    let Some(error) = error else { return Ok(ExitCode::Success) };
    let message = with_causes(error);
    // The errors of a wait itself name the task; those of a single call do not.
    terminal::error(&match error.kind() {
        ErrorKind::TaskFailed | ErrorKind::TaskPartiallySucceeded | ErrorKind::DeadlineExceeded => message,
        _ => format!("{}: {message}", escape(id)),
    });
    Ok(ExitCode::from(error))
}
