//! The blocking client. Its calls run on a thread of their own, so the server does, too.

use std::{sync::mpsc, thread};

use dataarts_insight::{ImportTaskStatus, WaitReason, blocking::Client};

use crate::{
    echoes::{printed, replies},
    server::{Reply, Server, TOKEN, ok, task},
};

/// Starts a server that answers by the path of the request, and returns a client of the server.
fn client(answer: impl Fn(&str) -> Reply + Send + Sync + 'static) -> Client {
    let (sender, builder) = mpsc::channel();
    thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async move {
            let server = Server::answering(answer).await;
            sender.send(server.builder()).unwrap();
            std::future::pending::<()>().await;
        });
    });
    Client::new(builder.recv().unwrap().build().unwrap()).unwrap()
}

#[test]
fn reads_a_task() {
    let task = client(|_| task(0)).import_task("t").unwrap().get().unwrap();
    assert_eq!(task.status().unwrap(), ImportTaskStatus::ToBeProcessed);
    assert_eq!(task.metadata().attempts(), 1);
}

#[test]
fn waits_for_a_task() {
    let handle = client(|_| task(1)).import_task("t").unwrap();
    let polls = std::sync::Arc::new(std::sync::atomic::AtomicU32::new(0));
    let seen = polls.clone();
    let task = handle
        .wait(|wait| {
            wait.on_progress(move |progress| seen.store(progress.polls(), std::sync::atomic::Ordering::Relaxed))
        })
        .unwrap();
    assert_eq!(task.status().unwrap(), ImportTaskStatus::Succeeded);
    assert_eq!(polls.load(std::sync::atomic::Ordering::Relaxed), 1);
}

#[test]
fn waits_for_many_tasks() {
    let client = client(|head| {
        let (id, state) = if head.contains("/good ") { ("good", 1) } else { ("bad", 2) };
        ok(&format!(r#"{{"id":"{id}","status":{state}}}"#))
    });
    let mut ends = client.wait_all(["good", "bad", "good"], |wait| wait).unwrap();
    let mut seen: Vec<_> = ends.by_ref().map(|(id, result)| (id.to_string(), result.map_err(|e| e.reason()))).collect();
    seen.sort_by(|a, b| a.0.cmp(&b.0));
    assert_eq!(seen.len(), 2);
    assert!(matches!(seen[0].1, Err(WaitReason::Failed)), "{seen:?}");
    assert!(seen[1].1.is_ok(), "{seen:?}");
    assert_eq!((ends.summary().succeeded, ends.summary().failed), (1, 1));
}

#[test]
fn outputs_do_not_show_an_echoed_token() {
    for reply in replies(TOKEN) {
        let client = client(move |_| reply.clone());
        let task = client.import_task("t").unwrap();
        let error = task.wait(|wait| wait).unwrap_err();
        let mut text = printed(&client, &error) + &format!("{task:?}");
        // A failed task is an error of a wait, but not of a call.
        if let Err(error) = task.get() {
            text += &format!("{error} {error:?}");
        }
        assert!(!text.contains("hunter2"), "{text}");
    }
}

#[test]
fn works_and_is_dropped_inside_of_an_async_runtime() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let client = client(|_| task(1));
    runtime.block_on(async {
        assert!(client.import_task("t").unwrap().get().is_ok());
        drop(client);
    });
}

#[test]
fn a_refused_id_is_an_error_before_anything_is_sent() {
    let client = client(|_| task(1));
    assert!(client.import_task("..").unwrap_err().is_invalid_input());
    assert!(client.wait_all(["t", ".."], |wait| wait).unwrap_err().is_invalid_input());
}

#[test]
#[should_panic(expected = "of the caller")]
fn a_panic_of_the_callers_function_is_passed_on() {
    let handle = client(|_| task(1)).import_task("t").unwrap();
    let _ = handle.wait(|wait| wait.on_progress(|_| panic!("of the caller")));
}
