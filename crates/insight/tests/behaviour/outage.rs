//! IAM is down while thousands of waits need its tokens.

use std::{collections::HashMap, sync::Mutex, time::Duration};

use dataarts_insight::IamUser;
use futures_util::StreamExt as _;
use tokio::time::{Instant, sleep};

use crate::server::{Server, kept_task, status};

const MINUTE: Duration = Duration::from_secs(60);
const WAITS: u32 = 10_000;
/// The longest pause between two requests for a token.
const PAUSE: Duration = MINUTE;

/// A token is valid for two hours, so the client renews it after 98 to 106 minutes. IAM is down from minute 85 to 115. A
/// wait starts every 0.18 seconds, and polls again after 26 to 40 minutes.
#[tokio::test(start_paused = true)]
async fn ten_thousand_waits_survive_half_an_hour_without_iam() {
    let started = Instant::now();
    let (down, up) = (started + 85 * MINUTE, started + 115 * MINUTE);
    // The time at which each token was issued.
    let issued = std::sync::Arc::new(Mutex::new(HashMap::<String, Instant>::new()));

    let tokens = issued.clone();
    let iam = Server::answering(move |_| {
        if (down..up).contains(&Instant::now()) {
            return status("503 Service Unavailable", "", "");
        }
        let mut tokens = tokens.lock().unwrap();
        let token = format!("token-{}", tokens.len());
        let headers = format!("X-Subject-Token: {token}\r\nDate: Fri, 03 Jan 2020 10:00:00 GMT\r\n");
        tokens.insert(token, Instant::now());
        status("201 Created", &headers, r#"{"token":{"expires_at":"2020-01-03T12:00:00Z"}}"#)
    })
    .await;

    let tokens = issued.clone();
    let service = Server::answering(move |request| {
        let token = request.lines().find_map(|line| line.strip_prefix("x-auth-token: ")).unwrap();
        if tokens.lock().unwrap()[token].elapsed() > 120 * MINUTE {
            return status("401 Unauthorized", "", r#"{"error_code":"APIGW.0301","error_msg":"token expires"}"#);
        }
        kept_task(if Instant::now() < up { 4 } else { 1 })
    })
    .await;

    let user = IamUser::new("reporter", "hunter2", "account").unwrap();
    let client = service.builder().iam_user(user).iam_endpoint(iam.address()).build().unwrap();
    client.import_task("t").unwrap().get().await.unwrap();
    sleep(83 * MINUTE).await;

    let wait = async |number: u32| {
        sleep(30 * MINUTE * number / WAITS).await;
        let wait = client.import_task(format!("t{number}")).unwrap().wait().deadline(120 * MINUTE);
        wait.interval(33 * MINUTE).max_interval(Duration::ZERO).await.unwrap();
    };
    let mut waits: futures_util::stream::FuturesUnordered<_> = (0..WAITS).map(wait).collect();
    while waits.next().await.is_some() {}

    let counters = client.counters();
    assert_eq!((counters.failed_calls, counters.attempts), (0, counters.calls));
    assert!(counters.calls >= 2 * u64::from(WAITS), "{} calls", counters.calls);
    let asked = iam.times();
    let in_vain = asked.iter().filter(|at| (down..up).contains(at)).count();
    assert!((10..=60).contains(&in_vain), "{in_vain} requests reached IAM while it was down");
    let renewed = issued.lock().unwrap()["token-1"];
    assert!((up..up + PAUSE).contains(&renewed), "renewed {:?} after the outage", renewed - up);
    assert_eq!(asked.len(), in_vain + 2);
}
