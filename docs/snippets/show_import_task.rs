use dataarts_insight::{Client, Error};

/// Reads an import task once and prints its status. `Client::from_env` makes the client.
pub async fn show_import_task(client: &Client) -> Result<(), Error> {
    let task = client.import_task("TASK_ID")?.get().await?;
    println!("{}", task.status()?);
    Ok(())
}
