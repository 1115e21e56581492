//! `import-task`: shows one task, or waits for one or more tasks.

use std::time::Duration;

use clap::{Args, Subcommand};
use dataarts_insight::{ImportTask, WaitError, WaitReason};
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

/// The first pause between two polls of the mock. The pauses then grow up to [`MOCK_MAX_INTERVAL`]. They are long
/// enough for a user to read each state of the task.
const MOCK_INTERVAL: Duration = Duration::from_millis(300);
const MOCK_MAX_INTERVAL: Duration = Duration::from_millis(600);

#[derive(Debug, Subcommand)]
pub(crate) enum ImportTaskCommand {
    /// Show a task as it is now
    Show(ShowArguments),
    /// Wait until tasks end, then show them
    Wait(WaitArguments),
}

#[derive(Debug, Args)]
#[command(after_help = show_help())]
pub(crate) struct ShowArguments {
    /// ID of the task, from the response to the import. With --mock, the default is the task of the documentation
    #[arg(required_unless_present = "mock")]
    id: Option<String>,

    #[command(flatten)]
    output: TaskOutput,

    #[command(flatten)]
    connection: Connection,
}

#[derive(Debug, Args)]
#[command(after_help = ExitCode::help())]
pub(crate) struct WaitArguments {
    /// IDs of the tasks. With --mock, the default is a task that succeeds after some polls
    #[arg(value_name = "ID", required_unless_present = "mock")]
    ids: Vec<String>,

    /// How long to wait at most, such as 90s, 5m or 1h30m
    #[arg(long, value_name = "DURATION", default_value = "30m", value_parser = parse_duration)]
    timeout: Duration,

    /// First pause between two polls. Later pauses grow up to 30 seconds, or stay equal if this pause is longer
    /// [default: 2s]
    #[arg(long, value_name = "DURATION", value_parser = parse_duration)]
    interval: Option<Duration>,

    #[command(flatten)]
    output: TaskOutput,

    #[command(flatten)]
    connection: Connection,
}

pub(crate) async fn run(command: ImportTaskCommand) -> Result<ExitCode, Failure> {
    let (ImportTaskCommand::Show(ShowArguments { connection, .. })
    | ImportTaskCommand::Wait(WaitArguments { connection, .. })) = &command;
    let service = connection.open().await?;
    let result = match &command {
        ImportTaskCommand::Show(arguments) => show(arguments, &service).await,
        ImportTaskCommand::Wait(arguments) => wait(arguments, &service).await,
    };
    service.close().await;
    result
}

async fn show(arguments: &ShowArguments, service: &Service) -> Result<ExitCode, Failure> {
    let id = arguments.id.clone().or_else(|| service.documented_task()).unwrap_or_default();
    let result = service.client.import_task(&id)?.get().await;
    terminal::out(|out| task::write(out, arguments.output.format, &id, result.as_deref()))?;
    result?;
    Ok(ExitCode::Success)
}

fn show_help() -> String {
    format!("The exit code is 0 if the task can be shown, whatever its status.\n\n{}", ExitCode::help())
}

async fn wait(arguments: &WaitArguments, service: &Service) -> Result<ExitCode, Failure> {
    let scripted = [demo::SUCCEEDING.to_owned()];
    let ids = if arguments.ids.is_empty() { scripted.as_slice() } else { &arguments.ids };
    // Checks all IDs before the first request.
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
        code = code.max(progress.suspend(|| write_end(arguments.output.format, index > 0, id, &result))?);
    }
    progress.finish();
    Ok(code)
}

/// Writes the result of one wait. The last state of the task goes to stdout, and the error goes to stderr. If `follows`
/// is true, human output begins with an empty line, because another task was written before.
fn write_end(
    format: TaskFormat,
    follows: bool,
    id: &str,
    result: &Result<ImportTask, WaitError>,
) -> Result<ExitCode, Failure> {
    terminal::out(|out| {
        let seen = result.as_ref().or_else(|error| error.last_task().ok_or(error));
        if follows && format == TaskFormat::Human && seen.is_ok() {
            writeln!(out)?;
        }
        match seen {
            Ok(task) => task::write(out, format, id, Ok(task)),
            Err(error) => task::write_unseen(out, format, id, error),
        }
    })?;
    let Err(error) = result else { return Ok(ExitCode::Success) };
    let message = with_causes(error);
    // Most errors of a failed poll do not contain the task ID. In this case, adds the ID to the message.
    terminal::error(&match error.reason() {
        WaitReason::Call if error.polls() > 0 && !message.starts_with("import task") => {
            format!("{}: {message}", escape(id))
        }
        _ => message,
    });
    Ok(ExitCode::from(error))
}
