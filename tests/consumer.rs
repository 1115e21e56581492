//! An example of a test in a program that uses the client. README.md shows the test.

use std::time::Duration;

use dataarts_insight::{Client, Proxy, Token, WaitReason};
use dataarts_insight_mock::{Mock, Reply, Script};

#[tokio::test(start_paused = true)]
async fn a_failed_import_is_reported() -> Result<(), Box<dyn std::error::Error>> {
    let busy = Reply::status(503).retry_after(120);
    let task = Script::new("task-1").status(4).reply(busy).status(2);
    let mock = Mock::builder().task(task).start().await?;
    let client = Client::builder()
        .endpoint(mock.endpoint())
        .project("project-1")
        .workspace(mock.workspace())
        .token(Token::new(mock.token())?)
        .proxy(Proxy::none())
        .build()?;

    let started = tokio::time::Instant::now();
    let error = client.import_task("task-1")?.wait().await.unwrap_err();

    assert_eq!(error.reason(), WaitReason::Failed);
    assert_eq!(mock.requests().len(), 3);
    // The mock requests a wait of two minutes (`Retry-After: 120`). The test does not wait, because its clock is paused
    // and moves forward automatically.
    assert!(started.elapsed() >= Duration::from_secs(120));
    Ok(())
}
