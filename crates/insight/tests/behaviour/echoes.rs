//! No output contains a secret that a server echoes, whatever the place, the spelling and the cut.

use std::{error::Error as _, fmt};

use dataarts_insight::{AccessKey, Client, IamUser, Token, WaitError};

use crate::{
    observe::Log,
    server::{Reply, Server, ok, status},
};

/// Each piece of it would show that a part came through.
const SECRET: &str = "hunter2/hunter2+hunter2&hunter2\\hunter2=hunter2";

/// The spellings of a secret in a body or a header, whole and cut at either end.
fn echoes() -> Vec<String> {
    let percent = SECRET.replace('/', "%2F").replace('+', "%2B").replace('&', "%26").replace('\\', "%5c");
    let html = SECRET.replace('&', "&amp;").replace('/', "&#x2F;").replace('+', "&#43;");
    let json = SECRET.replace('\\', "\\\\").replace('/', "\\/").replace('&', "\\u0026");
    let whole = [SECRET.to_owned(), percent, html, json];
    let cut = whole.clone().into_iter().flat_map(|text| [text[..40].to_owned(), text[10..].to_owned()]);
    whole.iter().cloned().chain(cut).collect()
}

/// The replies of a server that echoes a text.
pub(crate) fn replies(echo: &str) -> Vec<Reply> {
    let in_json = serde_json::to_string(echo).unwrap();
    vec![
        status("401 Unauthorized", "", &format!(r#"{{"error_code":"APIGW.0301","error_msg":{in_json}}}"#)),
        status("400 Bad Request", "", &format!(r#"{{"error_code":{in_json},"error_msg":"x","request_id":{in_json}}}"#)),
        status("404 Not Found", &format!("X-Request-Id: {echo}\r\nX-IAM-Trace-Id: {echo}\r\n"), ""),
        status("403 Forbidden", "", &format!(r#"{{"error":{{"code":403,"message":{in_json},"title":"x"}}}}"#)),
        status("501 Not Implemented", "", &format!("<html><p>{echo}</p></html>")),
        status("302 Found", &format!("Location: https://evil.example/{echo}?{echo}#{echo}\r\n"), ""),
        ok(&format!("<p>{echo}</p>")),
        ok(&format!(r#"{{"x":{in_json},"status":}}"#)),
        ok(&format!(r#"{{"x":{in_json}}}"#)),
        ok(&format!(r#"{{"status":2,"error_msg":{in_json}}}"#)),
    ]
}

/// Returns everything that a program could print of an error.
pub(crate) fn printed(client: &dyn fmt::Debug, error: &WaitError) -> String {
    let mut text = format!("{client:?}\n{error}\n{error:?}");
    if let Some(call) = error.call() {
        text += &format!("\n{call}\n{:?} {:?}", call.request_id(), call.location());
        text += &format!("\n{:?} {:?}", call.error_code(), call.error_msg());
    }
    let mut source = error.source();
    while let Some(cause) = source {
        text += &format!("\n{cause}\n{cause:?}");
        source = cause.source();
    }
    text
}

/// Waits for the task with each reply of the service or, with an IAM user, of IAM.
async fn assert_hidden(client: impl Fn(&Server) -> Client) {
    for echo in echoes() {
        for reply in replies(&echo) {
            let log = Log::default();
            let guard = tracing::subscriber::set_default(log.clone());
            let server = Server::start([reply.clone()]).await;
            let client = client(&server);
            let progress = log.clone();
            let wait = client.import_task("t").unwrap().wait();
            let wait = wait.on_progress(move |event| progress.write(event.to_string()));
            let error = wait.await.expect_err(&format!("{reply:?}"));
            drop(guard);
            let printed = printed(&client, &error) + &log.lines().join("\n");
            assert!(!printed.contains("hunter2"), "{echo}: {printed}");
        }
    }
}

#[tokio::test(start_paused = true)]
async fn of_a_token() {
    assert_hidden(|server| server.builder().token(Token::new(SECRET).unwrap()).build().unwrap()).await;
}

#[tokio::test(start_paused = true)]
async fn of_an_access_key() {
    let keys = [AccessKey::new("AKID", SECRET).unwrap(), AccessKey::temporary("AKID", "other", SECRET).unwrap()];
    for key in keys {
        assert_hidden(|server| server.builder().access_key(key.clone()).build().unwrap()).await;
    }
}

#[tokio::test(start_paused = true)]
async fn of_a_password() {
    assert_hidden(|iam| {
        let user = IamUser::new("reporter", SECRET, "account").unwrap();
        iam.builder().iam_user(user).iam_endpoint(iam.address()).build().unwrap()
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn of_a_key_that_looks_up_its_project() {
    assert_hidden(|iam| {
        let region = dataarts_insight::Region::CN_NORTH_4;
        let builder = Client::builder().endpoint(iam.address()).iam_endpoint(iam.address()).region(region);
        builder.workspace("w").access_key(AccessKey::new("AKID", SECRET).unwrap()).build().unwrap()
    })
    .await;
}
