//! Waiting for the end of a task.

use std::{
    pin::pin,
    sync::{Arc, Mutex},
    time::Duration,
};

use dataarts_insight::{ErrorKind, ImportTask, ImportTaskStatus, Wait, WaitError, WaitEvent, WaitReason};
use futures_util::StreamExt as _;
use tokio::time::Instant;

use crate::server::{Reply, Server, status, task};

const MINUTE: Duration = Duration::from_secs(60);

async fn wait(server: &Server) -> Result<ImportTask, WaitError> {
    server.client().import_task("t").unwrap().wait().deadline(10 * MINUTE).await
}

fn seen(error: &WaitError) -> Option<ImportTaskStatus> {
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
    for (state, reason, status) in [
        (2, WaitReason::Failed, ImportTaskStatus::Failed),
        (3, WaitReason::PartiallySucceeded, ImportTaskStatus::PartiallySucceeded),
    ] {
        let server = Server::start([task(4), task(state)]).await;
        let error = wait(&server).await.unwrap_err();
        assert_eq!((error.reason(), seen(&error)), (reason, Some(status)));
    }
}

#[tokio::test(start_paused = true)]
async fn polls_unknown_state_until_the_deadline() {
    let server = Server::start([task(99)]).await;
    let started = Instant::now();
    let error = wait(&server).await.unwrap_err();
    assert_eq!((error.reason(), seen(&error)), (WaitReason::DeadlineExceeded, Some(ImportTaskStatus::Unknown(99))));
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
        assert_eq!((error.reason(), error.last_task().is_some()), (WaitReason::DeadlineExceeded, polled));
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
    assert_eq!(error.reason(), WaitReason::DeadlineExceeded);
    assert_eq!(server.requests().len(), 1);
    assert!(started.elapsed() <= 10 * MINUTE + Duration::from_millis(5));
    assert_eq!(error.call().unwrap().status(), Some(429));
}

#[tokio::test(start_paused = true)]
async fn permanent_errors_end_the_wait() {
    let gone = status("404 Not Found", "", r#"{"error_code":"DataArtsInsight.24010003","error_msg":"gone"}"#);
    let server = Server::start([task(4), gone]).await;
    let error = wait(&server).await.unwrap_err();
    assert_eq!((error.reason(), error.call().unwrap().kind()), (WaitReason::Call, ErrorKind::NotFound));
    assert_eq!(seen(&error), Some(ImportTaskStatus::BeingProcessed));
    let server = Server::start([status("401 Unauthorized", "", "")]).await;
    assert!(wait(&server).await.unwrap_err().call().unwrap().is_auth());
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
    let mut stream = pin!(server.client().import_task("t").unwrap().wait().watch());
    let events: Vec<_> = stream.by_ref().collect().await;
    assert_eq!(events.len(), 3);
    assert!(matches!(&events[1], Ok(WaitEvent::Progress(progress)) if progress.next_poll().is_none()));
    assert!(matches!(&events[2], Ok(WaitEvent::Succeeded(_))));
    assert!(stream.next().await.is_none(), "a stream may be polled after its end");
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
        .map(|n| tokio::spawn(client.import_task(format!("t{n}")).unwrap().wait().deadline(MINUTE / 6).into_future()))
        .collect();
    tokio::time::sleep(Duration::from_secs(5)).await;
    assert_eq!(server.requests().len(), 64);
    let mut without_turn = 0;
    for wait in waits {
        let error = wait.await.unwrap().unwrap_err();
        assert_eq!(error.reason(), WaitReason::DeadlineExceeded);
        without_turn += u32::from(error.to_string().contains("this one never had its turn"));
    }
    assert_eq!(without_turn, 100 - 64);
}

/// The end of each body comes a millisecond after its beginning. A connection is therefore not free at once after its poll.
// The time is not paused. Paused time jumps over the time limit of a connection while the connection is made.
#[tokio::test]
async fn waits_share_at_most_64_connections() {
    let reply = |state| format!("HTTP/1.1 200 OK\r\nContent-Length: 12\r\n\r\n{{\"status\":{state}}}");
    let replies = vec![Reply::Late(reply(4).into()); 600].into_iter().chain([Reply::Late(reply(1).into())]);
    let replies: Vec<_> = replies.collect();
    let settings = |wait: Wait| wait.interval(Duration::from_millis(100)).max_interval(Duration::ZERO);
    let ids = || (0..200).map(|number| format!("t{number}"));

    let server = Server::start(replies.clone()).await;
    server.client().wait_all(ids(), settings).unwrap().for_each(async |_| ()).await;
    assert_eq!(server.most_connections(), 64);

    let server = Server::start(replies).await;
    let client = server.client();
    let wait = |id| tokio::spawn(settings(client.import_task(id).unwrap().wait()).into_future());
    for wait in ids().map(wait).collect::<Vec<_>>() {
        wait.await.unwrap().unwrap();
    }
    assert_eq!(server.most_connections(), 64);
}

#[tokio::test(start_paused = true)]
async fn accepts_extreme_settings() {
    let server = Server::start([task(4)]).await;
    let handle = server.client().import_task("t").unwrap();
    let error = handle.wait().deadline(Duration::ZERO).await.unwrap_err();
    assert_eq!(error.reason(), WaitReason::DeadlineExceeded);
    let short = handle.wait().deadline(Duration::from_secs(1)).interval(Duration::ZERO).max_interval(Duration::ZERO);
    assert_eq!(short.await.unwrap_err().reason(), WaitReason::DeadlineExceeded);
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

#[tokio::test(start_paused = true)]
async fn condition_replaces_success() {
    let server = Server::start([task(0), task(4), task(1)]).await;
    let handle = server.client().import_task("t").unwrap();
    let is_processed = |task: &ImportTask| task.status().is_ok_and(|status| status == ImportTaskStatus::BeingProcessed);
    let task = handle.wait().until(is_processed).await.unwrap();
    assert_eq!(task.status().unwrap(), ImportTaskStatus::BeingProcessed);
    let error = handle.wait().until(is_processed).await.unwrap_err();
    assert_eq!((error.reason(), seen(&error)), (WaitReason::ConditionNotMet, Some(ImportTaskStatus::Succeeded)));
}

#[tokio::test(start_paused = true)]
async fn unknown_task_is_tolerated_in_a_grace_period_only() {
    let gone = || status("404 Not Found", "", r#"{"error_code":"DataArtsInsight.24010003","error_msg":"gone"}"#);
    for (grace, found) in [(0, false), (1, false), (30, true)] {
        let server = Server::start([gone(), gone(), task(1)]).await;
        let handle = server.client().import_task("t").unwrap();
        let result = handle.wait().grace_for_not_found(Duration::from_secs(grace)).await;
        assert_eq!(result.is_ok(), found, "{grace} s");
    }
}

#[tokio::test(start_paused = true)]
async fn wait_all_polls_each_task_once_and_counts_the_ends() {
    let server = Server::start([task(4), task(4), task(1), task(2)]).await;
    let mut ends = server.client().wait_all(["a", "t", "a"], |wait| wait.deadline(MINUTE)).unwrap();
    let mut ids = Vec::new();
    while let Some((id, _)) = ends.next().await {
        ids.push(id.to_string());
    }
    ids.sort();
    assert_eq!(ids, ["a", "t"]);
    let summary = ends.summary();
    assert_eq!(summary.succeeded + summary.failed + summary.unknown, 2, "{summary:?}");
    assert!(ends.next().await.is_none());
    assert!(server.client().wait_all(["a", ".."], |wait| wait).is_err());
}

/// A service that accepts two hundred requests in a second and rejects the others.
#[tokio::test(start_paused = true)]
async fn waits_slow_down_to_the_rate_that_the_service_accepts() {
    const WAITS: usize = 300;
    let polls = Arc::new(Mutex::new((Vec::new(), std::collections::HashMap::<String, u32>::new())));
    let log = polls.clone();
    let server = Server::answering(move |head| {
        let mut log = log.lock().unwrap();
        let now = Instant::now();
        log.0.push(now);
        let recent = log.0.iter().rev().take_while(|at| now - **at < Duration::from_secs(1)).count();
        if recent > 200 {
            return status("429 Too Many Requests", "", "");
        }
        let id = head.split([' ', '/']).find(|part| part.starts_with("task-")).unwrap().to_owned();
        let seen = log.1.entry(id.clone()).or_default();
        *seen += 1;
        let state = if *seen < 3 { 4 } else { 1 };
        crate::server::ok(&format!(r#"{{"id":"{id}","status":{state}}}"#))
    })
    .await;
    let ids: Vec<String> = (0..WAITS).map(|number| format!("task-{number}")).collect();
    let ends = server.client().wait_all(&ids, |wait| wait.deadline(10 * MINUTE)).unwrap();
    let results: Vec<_> = ends.collect().await;
    assert!(results.iter().all(|(_, result)| result.is_ok()));
    let (sent, needed) = (polls.lock().unwrap().0.len(), 3 * WAITS);
    assert!(sent * 10 <= needed * 14, "{sent} requests for {needed}");
}
