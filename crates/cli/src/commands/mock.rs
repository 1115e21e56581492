//! `mock`: starts a mock of the service on this machine.

use std::path::PathBuf;

use clap::Args;
use dataarts_insight::{WorkspaceId, environment};
use dataarts_insight_mock::{Mock, Request, Script};
use dataarts_insight_report::{
    escape,
    style::{BAD, DIM, GOOD, WARN},
};

use crate::{
    contract::{self, RefFolder},
    demo,
    exit::ExitCode,
    failure::Failure,
    terminal,
};

#[derive(Debug, Args)]
#[command(after_help = after_help())]
pub(crate) struct Arguments {
    /// Port on 127.0.0.1; 0 for any free port
    #[arg(long, default_value_t = 4010)]
    port: u16,

    /// Add a task with a list of responses, one for each poll. The last response is repeated. A response is the name or
    /// number of a task status, or `http:` and an error status: --task slow=to-be-processed,http:503,4,4,succeeded
    #[arg(long = "task", value_name = "ID=STEP,STEP,…")]
    tasks: Vec<Script>,

    /// ID of the only workspace of the mock
    #[arg(long, value_name = "ID", default_value = "mock-workspace")]
    workspace_id: String,

    /// A contract as YAML or JSON. Without this option, the built-in contract is used
    #[arg(long, value_name = "FILE")]
    contract: Option<PathBuf>,

    #[command(flatten)]
    ref_folder: RefFolder,
}

pub(crate) async fn run(arguments: Arguments) -> Result<ExitCode, Failure> {
    // The client rejects some workspace IDs. The mock must not start with such an ID.
    WorkspaceId::new(&arguments.workspace_id)?;
    let mut builder = Mock::builder().port(arguments.port).workspace(arguments.workspace_id).on_request(log);
    builder = match &arguments.contract {
        None => demo::with_tasks(builder),
        Some(path) => builder.contract(contract::read(path, &arguments.ref_folder)?),
    };
    let mut tasks: Vec<String> = match arguments.contract {
        None => demo::TASKS.iter().map(|(id, _)| (*id).to_owned()).collect(),
        Some(_) => Vec::new(),
    };
    for script in arguments.tasks {
        if !tasks.iter().any(|id| id == script.id()) {
            tasks.push(script.id().to_owned());
        }
        builder = builder.task(script);
    }
    let mock = builder.start().await?;
    let endpoint = mock.endpoint();
    terminal::out(|out| {
        for (name, value) in [
            (environment::ENDPOINT, endpoint.as_str()),
            (environment::PROJECT_ID, demo::PROJECT),
            (environment::WORKSPACE_ID, mock.workspace()),
            (environment::TOKEN, mock.token()),
        ] {
            writeln!(out, "export {name}={}", quoted(value))?;
        }
        Ok(())
    })?;
    let tasks: Vec<String> =
        mock.documented_task().into_iter().chain(tasks).map(|id| escape(&id).into_owned()).collect();
    if !tasks.is_empty() {
        terminal::note(&format!("Tasks: {}", tasks.join(", ")));
    }
    terminal::note(&format!("Listening on {endpoint}; stop with Ctrl-C."));
    interrupted().await?;
    mock.stop().await;
    Ok(ExitCode::Success)
}

/// Quotes a value for a shell. A value with only safe characters stays unquoted.
fn quoted(value: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "-_.:/@%+".contains(c);
    if !value.is_empty() && value.chars().all(plain) {
        return value.to_owned();
    }
    format!("'{}'", value.replace('\'', r"'\''"))
}

/// Writes one line for each request to stderr.
fn log(request: &Request) {
    let style = match request.status.as_u16() {
        200..=299 => GOOD,
        500..=599 => BAD,
        _ => WARN,
    };
    let refusal = request.refusal.as_deref().map(|refusal| format!(" {DIM}{}{DIM:#}", escape(refusal)));
    let (method, uri, status) =
        (&request.method, escape(&request.uri.to_string()).into_owned(), request.status.as_u16());
    terminal::note(&format!("{style}{status}{style:#} {method} {uri}{}", refusal.unwrap_or_default()));
}

/// Waits for Ctrl-C or for a termination signal.
async fn interrupted() -> Result<(), Failure> {
    let failed = |error| Failure::new(ExitCode::Other, format!("cannot listen for signals: {error}"));
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};

        let mut signals =
            [signal(SignalKind::interrupt()).map_err(failed)?, signal(SignalKind::terminate()).map_err(failed)?];
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
    tokio::signal::ctrl_c().await.map_err(failed)
}

fn after_help() -> String {
    let ids: Vec<&str> = demo::TASKS.iter().map(|(id, _)| *id).collect();
    format!(
        "The mock accepts the token and workspace that it prints, as lines for a shell to evaluate. Its tasks are the \
         one that the documentation shows, and {}.",
        ids.join(", ")
    )
}
