//! Faults of servers and networks that a bare generated client handles wrongly.

use std::time::Duration;

use dataarts_insight::{Client, Error, ErrorKind, ImportTask, ImportTaskStatus, Proxy, Response, Token};
use tokio::time::Instant;

use crate::server::{Reply, Server, TOKEN, ok, status, task};

async fn get(server: &Server) -> Result<Response<ImportTask>, Error> {
    checked(server.client().import_task("t").unwrap().get().await)
}

/// Checks that no output of a result contains the token.
fn checked(result: Result<Response<ImportTask>, Error>) -> Result<Response<ImportTask>, Error> {
    let mut printed = format!("{result:?} {result:#?}");
    let mut cause: Option<&dyn std::error::Error> = result.as_ref().err().map(|error| error as _);
    while let Some(error) = cause {
        printed += &format!("{error} {error:?}");
        cause = error.source();
    }
    assert!(!printed.contains(TOKEN), "{printed}");
    assert!(printed.len() < 20_000, "{} characters", printed.len());
    result
}

#[tokio::test(start_paused = true)]
async fn request_has_path_credentials_and_workspace() {
    let server = Server::start([task(1)]).await;
    let task = get(&server).await.unwrap();
    assert_eq!(task.status().unwrap(), ImportTaskStatus::Succeeded);
    let head = server.requests().remove(0).to_ascii_lowercase();
    assert!(head.starts_with("get /v1/p/resource-package/import-tasks/t http/1.1\r\n"), "{head}");
    for line in ["x-auth-token: hunter2-hunter2", "x-workspace-id: w", "accept: application/json"] {
        assert!(head.contains(&format!("\r\n{line}\r\n")), "{head}");
    }
    assert!(head.contains("\r\nuser-agent: dataarts-insight-rust/"), "{head}");
    assert!(!head.contains("api-version"), "{head}");
}

#[tokio::test(start_paused = true)]
async fn does_not_follow_redirects() {
    let other = Server::start([task(1)]).await;
    for code in ["301 Moved", "302 Found", "303 See Other", "307 Temporary Redirect", "308 Permanent Redirect"] {
        let location = format!("Location: {}/v1/x?secret\r\n", other.address());
        let server = Server::start([status(code, &location, "")]).await;
        let error = get(&server).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Redirect);
        assert_eq!(error.location(), Some(format!("{}/v1/x", other.address()).as_str()));
        assert!(error.to_string().contains(other.address()), "{error}");
        assert_eq!(server.requests().len(), 1);
    }
    assert!(other.requests().is_empty(), "the token went along");
}

#[tokio::test(start_paused = true)]
async fn does_not_send_id_that_changes_the_path() {
    let server = Server::start([task(1)]).await;
    let client = server.client();
    for id in ["", ".", "..", "..\\..\\v3\\auth\\tokens", "../x", "%2e%2e", "a%5c..", "a\nb", "..;x"] {
        let error = client.import_task(id).unwrap_err();
        assert!(error.is_invalid_input(), "{id:?}");
        assert!(server.builder().project(id).build().unwrap_err().is_invalid_input(), "{id:?}");
        assert!(server.builder().workspace(id).build().unwrap_err().is_invalid_input(), "{id:?}");
    }
    assert!(server.requests().is_empty());
    // An accepted ID arrives as one segment.
    client.import_task("a b?c#d%41é").unwrap().get().await.unwrap();
    let head = server.requests().remove(0);
    assert!(head.starts_with("GET /v1/p/resource-package/import-tasks/a%20b%3Fc%23d%2541%C3%A9 HTTP/1.1"), "{head}");
}

#[tokio::test(start_paused = true)]
async fn plain_http_uses_a_configured_proxy() {
    let server = Server::start([task(1)]).await;
    let proxy = Server::start([task(4)]).await;
    let through = server.builder().proxy(Proxy::url(proxy.address()).unwrap()).build().unwrap();
    assert_eq!(
        through.import_task("t").unwrap().get().await.unwrap().status().unwrap(),
        ImportTaskStatus::BeingProcessed
    );
    assert_eq!((server.requests().len(), proxy.requests().len()), (0, 1));
}

#[tokio::test(start_paused = true)]
async fn appends_the_path_to_that_of_the_base_url() {
    let server = Server::start([task(1)]).await;
    let client = server.builder().endpoint(format!("{}/stem/", server.address())).build().unwrap();
    client.import_task("t").unwrap().get().await.unwrap();
    assert!(server.requests()[0].starts_with("GET /stem/v1/p/"));
}

#[tokio::test(start_paused = true)]
async fn retries_gateway_error_and_keeps_its_facts() {
    for (line, headers, body) in [
        ("502 Bad Gateway", "Content-Type: text/html\r\n", "<html>no</html>"),
        ("503 Service Unavailable", "", ""),
        ("500 Internal Server Error", "", "[]"),
        ("429 Too Many Requests", "", ""),
    ] {
        let server = Server::start([status(line, "X-Request-Id: r1\r\nRetry-After: 3\r\n", body)]).await;
        let error = get(&server).await.unwrap_err();
        assert_eq!(error.status(), line[..3].parse().ok());
        assert_eq!(error.is_throttled(), line.starts_with("429"));
        assert_eq!((error.request_id(), error.retry_after()), (Some("r1"), Some(Duration::from_secs(3))));
        assert!(error.is_retryable());
        assert_eq!((error.attempts(), server.requests().len()), (4, 4), "{line}");
        for pause in server.pauses() {
            assert!(pause >= Duration::from_secs(3), "{pause:?}");
        }
        let server = Server::start([status(line, headers, body), task(1)]).await;
        get(&server).await.unwrap();
    }
}

#[tokio::test(start_paused = true)]
async fn does_not_retry_permanent_error() {
    for (line, kind) in [
        ("400 Bad Request", ErrorKind::Rejected),
        ("401 Unauthorized", ErrorKind::Unauthenticated),
        ("403 Forbidden", ErrorKind::Forbidden),
        ("404 Not Found", ErrorKind::NotFound),
        ("501 Not Implemented", ErrorKind::Unavailable),
    ] {
        let server =
            Server::start([status(line, "", r#"{"error_code":"X.1","error_msg":"no","request_id":"r2"}"#)]).await;
        let error = get(&server).await.unwrap_err();
        assert_eq!((error.kind(), error.attempts(), server.requests().len()), (kind, 1, 1));
        assert_eq!((error.error_code(), error.error_msg(), error.request_id()), (Some("X.1"), Some("no"), Some("r2")));
        assert!(!error.is_retryable());
    }
}

#[tokio::test(start_paused = true)]
async fn does_not_wait_for_retry_after_beyond_the_total_time() {
    let server = Server::start([status("503 Busy", "Retry-After: 86400\r\n", "")]).await;
    let started = Instant::now();
    let error = get(&server).await.unwrap_err();
    assert_eq!((error.status(), error.attempts()), (Some(503), 1));
    assert!(started.elapsed() < Duration::from_secs(1));
}

#[tokio::test(start_paused = true)]
async fn success_without_usable_task_is_an_error() {
    let long = format!(r#"{{"status":1,"name":"{}"#, "x".repeat(100_000));
    for body in [
        "",
        "<html>hello</html>",
        "{",
        "null",
        "[]",
        "{}",
        "1",
        r#"{"status":null}"#,
        r#"{"Status":1}"#,
        r#"{"STATUS":1}"#,
        r#"{"status":"1"}"#,
        r#"{"status":1.0}"#,
        r#"{"status":true}"#,
        r#"{"status":1}{"status":1}"#,
        r#"{"status":1,"status":1}"#,
        r#"[null,null,null,null,null,null,null,null,null,null,1,null]"#,
        &long,
    ] {
        let reply = status("200 OK", "X-Request-Id: r3\r\n", body);
        let server = Server::start([reply]).await;
        let error = get(&server).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidResponse, "{body:.80}");
        assert_eq!((error.status(), error.request_id()), (Some(200), Some("r3")), "{body:.80}");
        assert!(error.to_string().len() < 500, "{error}");
        assert_eq!(server.requests().len(), 1, "{body:.80}");
    }
}

#[tokio::test(start_paused = true)]
async fn error_shows_position_in_invalid_body_without_secrets() {
    let body = "{\"id\":\"t\",\n \"access_code\":\"topsecret\", \"status\": x}";
    let server = Server::start([ok(body)]).await;
    let error = get(&server).await.unwrap_err();
    let text = error.to_string();
    assert!(text.contains("line 2 column 39") && text.contains("\"status\": x"), "{text}");
    assert!(!format!("{error:?}{error}").contains("topsecret"), "{text}");
}

#[tokio::test(start_paused = true)]
async fn reads_task_from_undeclared_success() {
    let server = Server::start([status("202 Accepted", "", r#"{"status":4}"#)]).await;
    assert_eq!(get(&server).await.unwrap().status().unwrap(), ImportTaskStatus::BeingProcessed);
    let server = Server::start([status("204 No Content", "", "")]).await;
    assert_eq!(get(&server).await.unwrap_err().kind(), ErrorKind::InvalidResponse);
}

#[tokio::test(start_paused = true)]
async fn does_not_read_body_beyond_the_limit() {
    let declared = Reply::Stall(b"HTTP/1.1 200 OK\r\nContent-Length: 268435456\r\nX-Request-Id: r4\r\n\r\n".to_vec());
    let streamed = Reply::Send([b"HTTP/1.1 200 OK\r\nX-Request-Id: r4\r\n\r\n".as_slice(), &[b' '; 5000]].concat());
    for reply in [declared, streamed] {
        let server = Server::start([reply]).await;
        let client = server.builder().max_body_size(4096).build().unwrap();
        let error = checked(client.import_task("t").unwrap().get().await).unwrap_err();
        assert_eq!(
            (error.kind(), error.status(), error.request_id()),
            (ErrorKind::BodyTooLarge, Some(200), Some("r4"))
        );
        assert!(error.to_string().contains("4096"), "{error}");
        assert_eq!(server.requests().len(), 1);
    }
    // The body of an error response is cut instead: its status matters more.
    let server = Server::start([status("404 Not Found", "", &"x".repeat(5000))]).await;
    let client = server.builder().max_body_size(4096).build().unwrap();
    assert!(client.import_task("t").unwrap().get().await.unwrap_err().is_not_found());
}

#[tokio::test(start_paused = true)]
async fn call_to_hanging_server_times_out() {
    let head = b"HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\n".to_vec();
    for reply in
        [Reply::Stall(vec![]), Reply::Stall(head.clone()), Reply::Drip(head), Reply::Stall(b"HTTP/1.1 2".to_vec())]
    {
        let server = Server::start([reply.clone()]).await;
        let started = Instant::now();
        let error = get(&server).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Timeout, "{reply:?}");
        assert!(error.is_timeout() && error.is_retryable());
        assert!(started.elapsed() <= Duration::from_secs(61), "{:?}", started.elapsed());
        assert!(server.requests().len() > 1, "{reply:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn retries_broken_connection() {
    let truncated = b"HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n{\"status\":1".to_vec();
    let chunked = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n20\r\n{\"status\":1".to_vec();
    for reply in
        [Reply::Send(truncated), Reply::Send(chunked), Reply::Send(vec![]), Reply::Send(b"HTTP/1.1 2".to_vec())]
    {
        let server = Server::start([reply.clone(), task(1)]).await;
        get(&server).await.unwrap_or_else(|error| panic!("{reply:?}: {error:?}"));
        let server = Server::start([reply.clone()]).await;
        let error = get(&server).await.unwrap_err();
        assert_eq!((error.kind(), server.requests().len()), (ErrorKind::Connection, 4), "{reply:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn does_not_retry_malformed_response() {
    let many = (0..200).map(|n| format!("X-H{n}: v\r\n")).collect::<String>();
    for bytes in [
        "SSH-2.0-OpenSSH\r\n\r\n".to_owned(),
        format!("HTTP/1.1 200 OK\r\n{many}\r\n{{}}"),
        "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n{}".to_owned(),
        format!("HTTP/1.1 200 OK\r\nX-Long: {}\r\n\r\n", "x".repeat(1 << 20)),
    ] {
        let server = Server::start([Reply::Send(bytes.clone().into())]).await;
        let error = get(&server).await.unwrap_err();
        assert_eq!((error.kind(), server.requests().len()), (ErrorKind::InvalidResponse, 1), "{bytes:.60}: {error:?}");
        assert!(!error.is_retryable());
    }
}

#[tokio::test(start_paused = true)]
async fn refused_connection_is_a_connect_error() {
    let client = Client::builder().endpoint("http://127.0.0.1:1").project("p").workspace("w");
    let client = client.token(Token::new(TOKEN).unwrap()).build().unwrap();
    let error = checked(client.import_task("t").unwrap().get().await).unwrap_err();
    assert_eq!((error.kind(), error.attempts()), (ErrorKind::Connect, 4));
    assert!(error.is_retryable() && error.is_connect());
}

#[tokio::test(start_paused = true)]
async fn keeps_unknown_values_and_fields() {
    let body =
        r#"{"status":99,"import_type":"new","workspace_name":"n","id":null,"import_param":{"a":1},"create_date":-1}"#;
    let server = Server::start([ok(body)]).await;
    let task = get(&server).await.unwrap();
    assert_eq!(task.status().unwrap(), ImportTaskStatus::Unknown(99));
    assert_eq!(task.outcome(), None);
    assert_eq!(task.extra["workspace_name"], "n");
    assert_eq!(task.id, None);
}

#[tokio::test(start_paused = true)]
async fn debug_hides_the_token() {
    let server = Server::start([task(1)]).await;
    let client = server.client();
    let handle = client.import_task("t").unwrap();
    let printed = format!("{:?} {client:?} {handle:?} {:?}", server.builder(), handle.wait());
    assert!(!printed.contains(TOKEN), "{printed}");
}

/// 100,000 spaces, compressed.
#[cfg(feature = "gzip")]
const BOMB: &[u8] = &[
    31, 139, 8, 0, 0, 0, 0, 0, 2, 3, 237, 193, 49, 1, 0, 0, 0, 194, 160, 42, 235, 159, 210, 26, 30, 64, 1, 0, 0, 0, 0,
    0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
    0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
    0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 175, 6, 45, 240, 121, 202, 160, 134, 1, 0,
];

#[cfg(feature = "gzip")]
#[tokio::test(start_paused = true)]
async fn body_limit_counts_decompressed_bytes() {
    let head = format!("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: {}\r\n\r\n", BOMB.len());
    for (body, kind) in [(BOMB.to_vec(), ErrorKind::BodyTooLarge), (vec![b'x'; BOMB.len()], ErrorKind::InvalidResponse)]
    {
        let server = Server::start([Reply::Send([head.as_bytes(), &body].concat())]).await;
        let client = server.builder().max_body_size(4096).build().unwrap();
        let error = checked(client.import_task("t").unwrap().get().await).unwrap_err();
        assert_eq!((error.kind(), server.requests().len()), (kind, 1));
    }
}

/// The features of `reqwest` add up over all crates of a program. One of them makes `reqwest` panic in a program that has no
/// provider of TLS for the whole process.
#[test]
fn other_crates_can_make_clients_of_reqwest() {
    drop(reqwest::Client::new());
}
