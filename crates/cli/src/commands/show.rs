//! `import-task show`: one task as it is now.

use clap::Args;

use crate::{
    connection::{Connection, Service},
    exit::ExitCode,
    failure::Failure,
    task::{self, TaskFormat, TaskOutput},
    terminal,
};

#[derive(Debug, Args)]
#[command(after_help = after_help())]
pub(crate) struct Arguments {
    /// ID of the task, as the import returned it; with --mock, the documented task by default
    #[arg(required_unless_present = "mock")]
    id: Option<String>,

    #[command(flatten)]
    output: TaskOutput,

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
        (Ok(found), TaskFormat::Human) => terminal::out(|out| task::human(out, &id, &found))?,
        (Ok(found), TaskFormat::Json) => terminal::out(|out| task::json(out, &found))?,
        (Err(error), TaskFormat::Human) => return Err(error.into()),
        (Err(error), TaskFormat::Json) => {
            terminal::out(|out| task::json_error(out, &id, &error))?;
            return Err(error.into());
        }
    }
    Ok(ExitCode::Success)
}

fn after_help() -> String {
    format!("The exit code is 0 if the task can be shown, whatever its status.\n\n{}", ExitCode::help())
}
