//! Waiting for the end of a task.

use std::{
    sync::{Arc, Mutex},
    time::Duration,
};

use dataarts_insight::{Error, ErrorKind, ImportTask, ImportTaskStatus, WaitEvent};
use futures_util::StreamExt as _;
use tokio::time::Instant;

use crate::server::{Reply, Server, status, task};

const MINUTE: Duration = Duration::from_secs(60);

async fn wait(server: &Server) -> Result<ImportTask, Error> {
    server.client().import_task("t").unwrap().wait().deadline(10 * MINUTE).await
}

fn seen(error: &Error) -> Option<ImportTaskStatus> {
    error.last_task().map(|task| task.status().unwrap())
}

#[tokio::test(start_paused = true)]
async fn polls_until_the_task_succeeds() {
    let server = Server::start([task(-1), task(0), task(4), task(4), task(1)]).await;
    let task = wait(&server).await.unwrap();
    assert_eq!(task.status().unwrap(), ImportTaskStatus::Succeeded);
    assert_eq!(server.requests().len(), 5);
    let pauses = server.pauses();
    for (pause, due) in pauses.iter().zip([2.0, 3.0, 4.5, 6.75]) {
        let ratio = pause.as_secs_f64() / due;
        assert!((0.79..1.21).contains(&ratio), "{pauses:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn each_outcome_has_its_own_result() {
    for (state, kind, status) in [
        (2, ErrorKind::TaskFailed, ImportTaskStatus::Failed),
        (3, ErrorKind::TaskPartiallySucceeded, ImportTaskStatus::PartiallySucceeded),
    ] {
        let server = Server::start([task(4), task(state)]).await;
        let error = wait(&server).await.unwrap_err();
        assert_eq!((error.kind(), seen(&error)), (kind, Some(status)));
        assert!(!error.is_retryable());
    }
}

#[tokio::test(start_paused = true)]
async fn polls_unknown_state_until_the_deadline() {
    let server = Server::start([task(99)]).await;
    let started = Instant::now();
    let error = wait(&server).await.unwrap_err();
    assert_eq!((error.kind(), seen(&error)), (ErrorKind::DeadlineExceeded, Some(ImportTaskStatus::Unknown(99))));
    assert!(error.is_timeout());
    let elapsed = started.elapsed();
    assert!(elapsed <= 10 * MINUTE && elapsed > 9 * MINUTE, "{elapsed:?}");
    // Pauses are at most 30 s plus a fifth; the last poll comes shortly before the deadline.
    assert!(server.pauses().iter().all(|pause| *pause <= Duration::from_secs(36)));
    assert!((15..=40).contains(&server.requests().len()), "{}", server.requests().len());
}

#[tokio::test(start_paused = true)]
async fn deadline_ends_a_poll_without_response() {
    for replies in [vec![Reply::Stall(vec![])], vec![task(4), Reply::Stall(vec![])]] {
        let polled = replies.len() > 1;
        let server = Server::start(replies).await;
        let started = Instant::now();
        let error = server.client().import_task("t").unwrap().wait().deadline(MINUTE).await.unwrap_err();
        assert_eq!((error.kind(), error.last_task().is_some()), (ErrorKind::DeadlineExceeded, polled));
        assert!(started.elapsed() <= MINUTE + Duration::from_millis(5), "{:?}", started.elapsed());
    }
}

#[tokio::test(start_paused = true)]
async fn temporary_errors_only_delay_the_next_poll() {
    let busy = status("503 Busy", "Retry-After: 100\r\n", "<html>");
    let server = Server::start([task(4), busy, Reply::Send(vec![]), Reply::Stall(vec![]), task(1)]).await;
    wait(&server).await.unwrap();
    let pauses = server.pauses();
    assert_eq!(pauses.len(), 4);
    assert!(pauses[1] >= Duration::from_secs(100), "{pauses:?}");
}

#[tokio::test(start_paused = true)]
async fn does_not_poll_before_retry_after_even_if_it_exceeds_the_deadline() {
    let server = Server::start([status("429 Slow", "Retry-After: 3600\r\n", "")]).await;
    let started = Instant::now();
    let error = wait(&server).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::DeadlineExceeded);
    assert_eq!(server.requests().len(), 1);
    assert!(started.elapsed() <= 10 * MINUTE + Duration::from_millis(5));
    let cause = std::error::Error::source(&error).unwrap().downcast_ref::<Error>().unwrap();
    assert_eq!(cause.status(), Some(429));
}

#[tokio::test(start_paused = true)]
async fn permanent_errors_end_the_wait() {
    let gone = status("404 Not Found", "", r#"{"error_code":"DataArtsInsight.24010003","error_msg":"gone"}"#);
    let server = Server::start([task(4), gone]).await;
    let error = wait(&server).await.unwrap_err();
    assert!(error.is_not_found());
    assert_eq!(seen(&error), Some(ImportTaskStatus::BeingProcessed));
    let server = Server::start([status("401 Unauthorized", "", "")]).await;
    assert!(wait(&server).await.unwrap_err().is_auth());
    assert_eq!(server.requests().len(), 1);
}

#[tokio::test(start_paused = true)]
async fn reports_progress_by_callback_and_stream() {
    let server = Server::start([status("502 Bad", "", ""), task(4), task(1)]).await;
    let lines = Arc::new(Mutex::new(Vec::new()));
    let log = lines.clone();
    let wait = server.client().import_task("t").unwrap().wait();
    wait.on_progress(move |progress| log.lock().unwrap().push(progress.to_string())).await.unwrap();
    let lines = lines.lock().unwrap().clone();
    assert_eq!(lines.len(), 3);
    assert!(
        lines[0].contains("502") && lines[1].contains("BeingProcessed") && lines[2].contains("Succeeded"),
        "{lines:?}"
    );

    let server = Server::start([task(4), task(1)]).await;
    let events: Vec<_> = server.client().import_task("t").unwrap().wait().stream().collect().await;
    assert_eq!(events.len(), 3);
    assert!(matches!(&events[1], Ok(WaitEvent::Progress(progress)) if progress.next_poll().is_none()));
    assert!(matches!(&events[2], Ok(WaitEvent::Succeeded(_))));
}

#[tokio::test(start_paused = true)]
async fn dropped_wait_stops_polling() {
    let server = Server::start([task(4)]).await;
    let waiting = server.client().import_task("t").unwrap().wait();
    assert!(tokio::time::timeout(MINUTE, waiting).await.is_err());
    let polls = server.requests().len();
    tokio::time::sleep(10 * MINUTE).await;
    assert_eq!(server.requests().len(), polls);
}

#[tokio::test(start_paused = true)]
async fn limits_the_polls_that_run_at_the_same_time() {
    let server = Server::start([Reply::Stall(vec![])]).await;
    let client = server.client();
    let waits: Vec<_> = (0..100)
        .map(|n| tokio::spawn(client.import_task(format!("t{n}")).unwrap().wait().deadline(MINUTE).into_future()))
        .collect();
    tokio::time::sleep(Duration::from_secs(5)).await;
    assert_eq!(server.requests().len(), 64);
    for wait in waits {
        assert_eq!(wait.await.unwrap().unwrap_err().kind(), ErrorKind::DeadlineExceeded);
    }
}

#[tokio::test(start_paused = true)]
async fn accepts_extreme_settings() {
    let server = Server::start([task(4)]).await;
    let handle = server.client().import_task("t").unwrap();
    let error = handle.wait().deadline(Duration::ZERO).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::DeadlineExceeded);
    let short = handle.wait().deadline(Duration::from_secs(1)).interval(Duration::ZERO).max_interval(Duration::ZERO);
    assert_eq!(short.await.unwrap_err().kind(), ErrorKind::DeadlineExceeded);
    assert!(server.requests().len() < 200, "{}", server.requests().len());
    let server = Server::start([task(1)]).await;
    let handle = server.client().import_task("t").unwrap();
    handle.wait().deadline(Duration::MAX).interval(Duration::MAX).await.unwrap();
}

#[tokio::test(start_paused = true)]
async fn honours_retry_after_of_a_success() {
    let slow = status("200 OK", "Retry-After: 50\r\n", r#"{"status":4}"#);
    let server = Server::start([slow, task(1)]).await;
    wait(&server).await.unwrap();
    assert!(server.pauses()[0] >= Duration::from_secs(50), "{:?}", server.pauses());
}
