//! `import-task show`: one task as it is now.

use clap::Args;

use crate::{
    args::{Format, Output},
    connection::{Connection, Service},
    exit::ExitCode,
    failure::Failure,
    render::task,
    terminal,
};

#[derive(Debug, Args)]
#[command(after_help = after_help())]
pub(crate) struct Arguments {
    /// ID of the task, as the import answered it; with --mock, the documented task unless given
    #[arg(required_unless_present = "mock")]
    id: Option<String>,

    #[command(flatten)]
    output: Output,

    #[command(flatten)]
    connection: Connection,
}

pub(crate) async fn run(arguments: Arguments) -> Result<ExitCode, Failure> {
    let service = arguments.connection.open().await?;
    let result = show(&arguments, &service).await;
    service.close().await;
    result
}

async fn show(arguments: &Arguments, service: &Service) -> Result<ExitCode, Failure> {
    let id = arguments.id.clone().or_else(|| service.documented_task()).unwrap_or_default();
    let handle = service.client.import_task(&id)?;
    match (handle.get().await, arguments.output.format) {
        (Ok(found), Format::Human) => terminal::out(|out| task::human(out, &id, &found))?,
        (Ok(found), Format::Json) => terminal::out(|out| task::json(out, &found))?,
        (Err(error), Format::Human) => return Err(error.into()),
        (Err(error), Format::Json) => {
            terminal::out(|out| task::json_error(out, &id, &error))?;
            return Err(error.into());
        }
    }
    Ok(ExitCode::Success)
}

fn after_help() -> String {
    format!("A task that can be shown gives exit code 0, whatever its status.\n\n{}", ExitCode::help())
}
