//! Waits for an import task and prints how it ended. The environment gives the settings and the token.

#![expect(clippy::print_stderr, clippy::print_stdout, reason = "a program that talks to a person")]

use std::{process::ExitCode, time::Duration};

use dataarts_insight::{Client, WaitError, WaitReason};

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    let Some(id) = std::env::args().nth(1) else {
        eprintln!("usage: wait TASK_ID");
        return ExitCode::from(2);
    };
    match wait(&id).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{id}: {error}");
            if let Some(request_id) = error.request_id() {
                eprintln!("request id for support: {request_id}");
            }
            match error.reason() {
                WaitReason::Failed | WaitReason::PartiallySucceeded => ExitCode::from(1),
                _ => ExitCode::from(3),
            }
        }
    }
}

async fn wait(id: &str) -> Result<(), WaitError> {
    let client = Client::from_env()?;
    let task = client
        .import_task(id)?
        .wait()
        .deadline(Duration::from_secs(30 * 60))
        .on_progress(|progress| eprintln!("poll {}, after {:?}", progress.polls(), progress.elapsed()))
        .await?;
    println!("{id}: {}", task.status()?);
    Ok(())
}
