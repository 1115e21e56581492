//! `mock`: the service on this machine, for a person to try things on.

use std::path::PathBuf;

use clap::Args;
use dataarts_insight::{WorkspaceId, environment};
use dataarts_insight_mock::{Builder, Mock, Request, Script};

use crate::{
    contract,
    exit::ExitCode,
    failure::Failure,
    terminal::{self, BAD, DIM, GOOD, WARN, escape},
};

/// The project that the mock's users name; the mock itself takes any.
pub(crate) const PROJECT: &str = "mock-project";

/// The task that `import-task wait --mock` waits for.
pub(crate) const SUCCEEDING: &str = "task-succeeds";

/// The scripted tasks that every mock of this program has, and how each goes.
const TASKS: [(&str, &str); 4] = [
    (SUCCEEDING, "to-be-processed,being-processed,being-processed,being-processed,succeeded"),
    ("task-succeeds-partially", "to-be-processed,being-processed,being-processed,being-processed,partially-succeeded"),
    ("task-fails", "to-be-processed,being-processed,being-processed,being-processed,failed"),
    ("task-never-ends", "to-be-processed,being-processed"),
];

#[derive(Debug, Args)]
#[command(after_help = after_help())]
pub(crate) struct Arguments {
    /// Port on 127.0.0.1; 0 for any free one
    #[arg(long, default_value_t = 4010)]
    port: u16,

    /// Add a task that moves by one step with each poll and stays at the last. A step is a status by name or number, or
    /// `http:` and the status of a failure: --task slow=to-be-processed,http:503,4,4,succeeded
    #[arg(long = "task", value_name = "ID=STEP,STEP,…")]
    tasks: Vec<Script>,

    /// ID of the workspace that exists
    #[arg(long, value_name = "ID", default_value = "mock-workspace")]
    workspace_id: String,

    /// The contract to behave by, YAML or JSON, instead of the built-in one
    #[arg(long, value_name = "FILE")]
    contract: Option<PathBuf>,
}

pub(crate) async fn run(arguments: Arguments) -> Result<ExitCode, Failure> {
    // A workspace that no client could ask for would only puzzle.
    WorkspaceId::new(&arguments.workspace_id)?;
    let mut builder = Mock::builder().port(arguments.port).workspace(arguments.workspace_id).on_request(log);
    builder = match &arguments.contract {
        None => demonstration(builder),
        Some(path) => builder.contract(contract::read(path)?),
    };
    let mut tasks: Vec<String> = match arguments.contract {
        None => TASKS.iter().map(|(id, _)| (*id).to_owned()).collect(),
        Some(_) => Vec::new(),
    };
    for script in arguments.tasks {
        if !tasks.iter().any(|id| id == script.id()) {
            tasks.push(script.id().to_owned());
        }
        builder = builder.task(script);
    }
    let mock = builder.start().await?;
    terminal::out(|out| {
        for (name, value) in settings(&mock) {
            writeln!(out, "export {name}={}", quoted(&value))?;
        }
        Ok(())
    })?;
    let tasks: Vec<String> =
        mock.documented_task().into_iter().chain(tasks).map(|id| escape(&id).into_owned()).collect();
    if !tasks.is_empty() {
        terminal::note(&format!("Tasks: {}", tasks.join(", ")));
    }
    terminal::note(&format!("Listening on {}; stop with Ctrl-C.", mock.endpoint()));
    interrupted().await?;
    mock.stop().await;
    Ok(ExitCode::Success)
}

/// A mock with the tasks of every mock of this program.
pub(crate) fn demonstration(builder: Builder) -> Builder {
    TASKS.iter().filter_map(|(id, steps)| format!("{id}={steps}").parse().ok()).fold(builder, Builder::task)
}

/// What points this program at a mock.
fn settings(mock: &Mock) -> [(&'static str, String); 4] {
    [
        (environment::ENDPOINT, mock.endpoint()),
        (environment::PROJECT_ID, PROJECT.to_owned()),
        (environment::WORKSPACE_ID, mock.workspace().to_owned()),
        (environment::TOKEN, mock.token().to_owned()),
    ]
}

/// A value as a shell takes it back: quoted, unless it is plain.
fn quoted(value: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "-_.:/@%+".contains(c);
    if !value.is_empty() && value.chars().all(plain) {
        return value.to_owned();
    }
    format!("'{}'", value.replace('\'', r"'\''"))
}

/// One line for each request, on stderr.
fn log(request: &Request) {
    let style = match request.status.as_u16() {
        200..=299 => GOOD,
        500..=599 => BAD,
        _ => WARN,
    };
    let why = request.refusal.as_deref().map(|refusal| format!(" {DIM}{}{DIM:#}", escape(refusal)));
    let (method, uri, status) =
        (&request.method, escape(&request.uri.to_string()).into_owned(), request.status.as_u16());
    terminal::note(&format!("{style}{status}{style:#} {method} {uri}{}", why.unwrap_or_default()));
}

/// Waits for Ctrl-C or a request to terminate.
async fn interrupted() -> Result<(), Failure> {
    let deaf = |error| Failure::new(ExitCode::Other, format!("cannot listen for signals: {error}"));
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};

        let mut signals =
            [signal(SignalKind::interrupt()).map_err(deaf)?, signal(SignalKind::terminate()).map_err(deaf)?];
        std::future::poll_fn(|cx| {
            if signals.iter_mut().any(|signal| signal.poll_recv(cx).is_ready()) {
                std::task::Poll::Ready(())
            } else {
                std::task::Poll::Pending
            }
        })
        .await;
        Ok(())
    }
    #[cfg(not(unix))]
    tokio::signal::ctrl_c().await.map_err(deaf)
}

fn after_help() -> String {
    let ids: Vec<&str> = TASKS.iter().map(|(id, _)| *id).collect();
    format!(
        "The mock takes the token and workspace that it prints, as lines for a shell to evaluate. It has the task of \
         the documentation under its own id, and {}.",
        ids.join(", ")
    )
}
