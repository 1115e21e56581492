//! Tests the mock over HTTP with a minimal client, so that a test controls every byte of a request.

#![expect(clippy::panic, clippy::unwrap_used, reason = "clippy knows only #[test] functions as tests")]

use std::time::Duration;

use dataarts_insight_mock::{Builder, Mock, Reply, Script};
use dataarts_insight_validator::{Contract, Exchanges, ResponseParts, Validator};
use serde_json::Value;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

const PATH: &str = "/v1/p/jobs";
const TOKEN: &str = "X-Auth-Token: mock-token\r\n";
const HEADERS: &str = "X-Auth-Token: mock-token\r\nX-Workspace-Id: mock-workspace\r\n";
const JSON: &str = "X-Auth-Token: mock-token\r\nContent-Type: application/json\r\n";

fn contract() -> Contract {
    Contract::parse("jobs.yaml", include_str!("fixtures/jobs.yaml")).unwrap()
}

/// Returns the settings of a mock of the fixture contract.
fn builder() -> Builder {
    Mock::builder().contract(contract())
}

struct Answer {
    status: u16,
    head: String,
    body: String,
}

impl Answer {
    fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_else(|error| panic!("{error}: {}", self.body))
    }

    fn headers(&self) -> impl Iterator<Item = (&str, &str)> {
        self.head.lines().filter_map(|line| line.split_once(": "))
    }

    fn header(&self, name: &str) -> Option<&str> {
        self.headers().find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value)
    }

    /// Checks that the contract allows the answer.
    fn assert_valid(&self, operation: &str) {
        let headers = self.headers().map(|(name, value)| (name, value.as_bytes()));
        let response = ResponseParts::new(self.status).headers(headers).body(&self.body);
        let report = Exchanges::new(&contract()).unwrap().response(operation, &response).unwrap();
        assert_eq!(report.findings(), [], "{}\n{}", self.head, self.body);
    }
}

/// Sends a request line, headers and a body.
async fn ask(mock: &Mock, line: &str, headers: &str, body: &str) -> Answer {
    let length = if body.is_empty() { String::new() } else { format!("Content-Length: {}\r\n", body.len()) };
    send(mock, &format!("{line} HTTP/1.1\r\nHost: mock\r\nConnection: close\r\n{length}{headers}\r\n{body}")).await
}

async fn send(mock: &Mock, request: &str) -> Answer {
    let address = mock.endpoint().replace("http://", "");
    let mut stream = TcpStream::connect(address).await.unwrap();
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut bytes = Vec::new();
    // A connection that breaks may end with a reset.
    let _ = stream.read_to_end(&mut bytes).await;
    let text = String::from_utf8(bytes).unwrap();
    let (head, body) = text.split_once("\r\n\r\n").unwrap_or((&text, ""));
    let status = head.split(' ').nth(1).and_then(|status| status.parse().ok()).unwrap_or(0);
    Answer { status, head: head.to_owned(), body: body.to_owned() }
}

async fn poll(mock: &Mock, id: &str) -> Answer {
    ask(mock, &format!("GET {PATH}/{id}"), HEADERS, "").await
}

#[tokio::test]
async fn serves_the_example_of_the_real_contract_byte_for_byte() {
    let mock = Mock::builder().start().await.unwrap();
    let id = mock.documented_task().unwrap();
    let answer = ask(&mock, &format!("GET /v1/p/resource-package/import-tasks/{id}"), HEADERS, "").await;
    assert_eq!(answer.status, 200);
    assert!(Contract::embedded().document().text().contains(&format!("value: {}\n", answer.body)), "{}", answer.body);
    assert!(answer.body.contains("9223372036854776000"));
    let contract = Contract::embedded();
    assert!(Validator::response(contract, "show_import_task", 200).unwrap().is_valid(answer.body.as_bytes()));
}

#[tokio::test]
async fn documented_task_does_not_change() {
    let mock = builder().start().await.unwrap();
    assert_eq!(mock.documented_task().as_deref(), Some("documented"));
    let first = poll(&mock, "documented").await;
    first.assert_valid("show_job");
    assert_eq!(first.body, poll(&mock, "documented").await.body);
}

#[tokio::test]
async fn script_moves_by_one_step_with_each_poll_and_stays_at_its_end() {
    let mock = builder().task(Script::ending("t", "partly-failed")).start().await.unwrap();
    let mut states = Vec::new();
    for _ in 0..7 {
        let answer = poll(&mock, "t").await;
        answer.assert_valid("show_job");
        states.push(answer.json()["state"].as_i64().unwrap());
    }
    assert_eq!(states, [0, 4, 4, 4, 2, 2, 2]);

    mock.add_task(&Script::new("t").status(77)).unwrap();
    let task = poll(&mock, "t").await.json();
    assert_eq!(task["state"], 77, "a script may use an unknown status");
    assert_eq!((&task["id"], &task["project_id"]), (&"t".into(), &"p".into()));
    assert_eq!(task.as_object().unwrap().len(), 4, "no field is added to the documented task");
}

#[tokio::test]
async fn refuses_wrong_requests_in_the_shape_of_the_service() {
    let long = "x".repeat(129);
    let long_line = format!("GET {PATH}/{long}");
    let long_uri = format!("GET {PATH}/t?{}", "x".repeat(20_000));
    let task = &format!("GET {PATH}/t");
    let workspace = "X-Workspace-Id: mock-workspace\r\n";
    let many = format!("{HEADERS}{}", "a: b\r\n".repeat(150));
    #[rustfmt::skip]
    let rows: &[(&str, &str, String, u16, &str, &str)] = &[
        ("unknown id", &format!("GET {PATH}/nope"), HEADERS.into(), 404, "DataArtsInsight.24010003", "import task nope"),
        ("no token", task, workspace.into(), 401, "APIGW.0301", "x-auth-token not found"),
        ("wrong token", task, format!("{workspace}X-Auth-Token: no\r\n"), 401, "APIGW.0301", "decrypt token fail"),
        ("empty token", task, format!("{workspace}X-Auth-Token:\r\n"), 401, "APIGW.0301", "decrypt token fail"),
        ("two tokens", task, format!("{HEADERS}{TOKEN}"), 401, "APIGW.0301", "more than one token"),
        ("a signature", task, format!("{workspace}Authorization: SDK-HMAC-SHA256 Access=a\r\n"), 401, "APIGW.0301", "verify aksk signature fail"),
        ("unknown route", "GET /v1/p/nothing", HEADERS.into(), 404, "APIGW.0101", "no path of the contract matches /v1/p/nothing"),
        ("wrong method", &format!("POST {PATH}/t"), HEADERS.into(), 404, "APIGW.0101", "this path takes"),
        ("no workspace", task, TOKEN.into(), 400, "DataArtsInsight.24150005", "header X-Workspace-Id is missing"),
        ("blank workspace", task, format!("{TOKEN}X-Workspace-Id:  \r\n"), 400, "DataArtsInsight.24150005", "blank"),
        ("unknown workspace", task, format!("{TOKEN}X-Workspace-Id: w\r\n"), 400, "DataArtsInsight.24150005", "does not exist: w"),
        ("two workspaces", task, format!("{HEADERS}{workspace}"), 400, "APIGW.0201", "given 2 times"),
        ("empty id", &format!("GET {PATH}/"), HEADERS.into(), 400, "APIGW.0201", "path parameter job_id must have at least 1"),
        ("long id", &long_line, HEADERS.into(), 400, "APIGW.0201", "at most 128 characters, but has 129"),
        ("broken escape", &format!("GET {PATH}/%4"), HEADERS.into(), 400, "APIGW.0201", "is not percent-encoded UTF-8"),
        ("no UTF-8", &format!("GET {PATH}/%ff"), HEADERS.into(), 400, "APIGW.0201", "is not percent-encoded UTF-8"),
        ("control character", &format!("GET {PATH}/%0a"), HEADERS.into(), 400, "APIGW.0201", "control character"),
        ("body too large", task, format!("{HEADERS}Content-Length: 2000000\r\n"), 400, "APIGW.0201", "the body cannot be read"),
        ("long URI", &long_uri, HEADERS.into(), 400, "APIGW.0201", "the URI is longer than 16384 bytes"),
        ("many headers", task, many, 400, "APIGW.0201", "more than 100 headers"),
    ];
    let mock = builder().task(Script::new("t").named("Succeeded")).start().await.unwrap();
    for (row, line, headers, status, code, message) in rows {
        let answer = ask(&mock, line, headers, "").await;
        let body = answer.json();
        assert_eq!(answer.status, *status, "{row}: {body}");
        answer.assert_valid("show_job");
        assert_eq!(body["error_code"], *code, "{row}");
        assert!(body["error_msg"].as_str().unwrap().contains(message), "{row}: {body}");
        let id = answer.header("X-Request-Id").unwrap_or_else(|| panic!("{row}: no request id"));
        assert_eq!(body.get("request_id").and_then(Value::as_str), code.starts_with("APIGW").then_some(id), "{row}");
    }
    assert_eq!(mock.requests().len(), rows.len());
}

#[tokio::test]
async fn the_http_library_refuses_what_is_not_http() {
    let mock = builder().start().await.unwrap();
    let long = format!("GET /{} HTTP/1.1\r\n\r\n", "x".repeat(70_000));
    let large = format!("GET / HTTP/1.1\r\na: {}\r\n\r\n", "x".repeat(500_000));
    for (request, status) in
        [("nonsense\r\n\r\n", 400), ("GET / HTTP/1.1\r\nno header\r\n\r\n", 400), (&long, 414), (&large, 431)]
    {
        let answer = send(&mock, request).await;
        assert_eq!((answer.status, answer.body.as_str()), (status, ""), "{request:.40}");
    }
    assert!(mock.requests().is_empty());
}

#[tokio::test]
async fn answers_any_operation_with_the_example_of_its_success_response() {
    let mock = builder().start().await.unwrap();
    let answer = ask(&mock, &format!("POST /api{PATH}?priority=low"), JSON, r#"{"name":"n"}"#).await;
    assert_eq!((answer.status, answer.body.as_str()), (201, r#"{ "job_id" : "a" }"#));
    answer.assert_valid("create_job");
    assert_eq!((answer.header("X-Job-Token"), answer.header("X-Count")), (Some("secret"), Some("7")));
    assert_eq!(answer.header("X-Optional"), None);

    let answer = ask(&mock, &format!("GET {PATH}"), TOKEN, "").await;
    assert_eq!((answer.status, answer.json()), (200, serde_json::json!({ "jobs": [] })));
    let answer = ask(&mock, &format!("DELETE {PATH}/a%62"), TOKEN, "").await;
    assert_eq!((answer.status, answer.body.as_str(), answer.header("Content-Type")), (204, "", None));
    for (method, says) in [
        ("PUT", "cannot answer replace_job: its success response has no example"),
        ("PATCH", "cannot answer change_job: the required response header X-Version has no example"),
    ] {
        let answer = ask(&mock, &format!("{method} {PATH}/a"), TOKEN, "").await;
        assert_eq!(answer.status, 500);
        assert!(answer.body.contains(says), "{}", answer.body);
    }
}

#[tokio::test]
async fn refusal_names_all_that_is_wrong() {
    let mock = builder().start().await.unwrap();
    let text = format!("{TOKEN}Content-Type: text/plain\r\n");
    for (query, headers, body, says) in [
        ("?priority=x", JSON, "{}", &["query parameter priority must be one of", "body must be"][..]),
        ("", JSON, "", &["body must be a body of application/json, but is none"]),
        ("", &text, "x", &["header Content-Type must be application/json"]),
        ("", JSON, "{", &["body must be"]),
        ("", JSON, r#"{"name":1}"#, &["body at /name: expected a string"]),
    ] {
        let answer = ask(&mock, &format!("POST {PATH}{query}"), headers, body).await;
        assert_eq!(answer.status, 400, "{query} {body}");
        answer.assert_valid("create_job");
        let message = answer.json()["error_msg"].as_str().unwrap().to_owned();
        assert!(says.iter().all(|says| message.contains(says)), "{message}");
    }
}

#[tokio::test]
async fn answers_scripted_faults() {
    let script = Script::new("t")
        .reply(Reply::status(503).retry_after(7))
        .reply(Reply::status(502).body("<html>bad gateway</html>").header("Content-Type", "text/html"))
        .reply(Reply::status(200).body(r#"{"status":1,"id":"t"}"#).truncated())
        .reply(Reply::status(429).delay(Duration::from_millis(20)))
        .named("Succeeded");
    let mock = builder().task(script).start().await.unwrap();

    let answer = poll(&mock, "t").await;
    assert_eq!((answer.status, answer.header("Retry-After")), (503, Some("7")));
    assert_eq!(answer.json()["error_code"], "APIGW.0201");

    let answer = poll(&mock, "t").await;
    assert_eq!((answer.status, answer.body.as_str()), (502, "<html>bad gateway</html>"));
    assert_eq!(answer.header("Content-Type"), Some("text/html"));

    let answer = poll(&mock, "t").await;
    assert_eq!((answer.status, answer.header("Content-Length")), (200, Some("21")));
    assert_eq!(answer.body, r#"{"status":"#, "half of the body");

    let started = std::time::Instant::now();
    let answer = poll(&mock, "t").await;
    assert_eq!(answer.json()["error_code"], "APIGW.0308");
    assert!(started.elapsed() >= Duration::from_millis(20));
    assert_eq!(poll(&mock, "t").await.json()["state"], 1);
}

#[tokio::test]
async fn keeps_requests_and_does_not_print_their_token() {
    let mock = builder().token("s3cret").workspace("w").start().await.unwrap();
    ask(&mock, &format!("GET {PATH}/nope?a=b"), "X-Auth-Token: s3cret\r\nX-Workspace-Id: w\r\n", "").await;
    let [request] = mock.requests().try_into().unwrap();
    assert_eq!(request.uri.to_string(), format!("{PATH}/nope?a=b"));
    assert_eq!((request.status.as_u16(), request.request_id.len()), (404, 32));
    assert_eq!(request.headers["x-auth-token"], "s3cret", "tests can read it");
    assert!(!format!("{request:?}").contains("s3cret"), "logs do not show it");
}

#[tokio::test]
async fn stop_lets_requests_finish_and_drop_ends_them() {
    let slow = || Script::new("t").reply(Reply::status(200).body("{}").delay(Duration::from_millis(100)));
    for (stops, status) in [(true, 200), (false, 0)] {
        let mock = builder().task(slow()).start().await.unwrap();
        let endpoint = mock.endpoint();
        let request = format!("GET {PATH}/t HTTP/1.1\r\nHost: mock\r\n{HEADERS}\r\n");
        let address = mock.endpoint().replace("http://", "");
        let client = tokio::spawn(async move {
            let mut stream = TcpStream::connect(address).await.unwrap();
            stream.write_all(request.as_bytes()).await.unwrap();
            let mut bytes = Vec::new();
            let _ = stream.read_to_end(&mut bytes).await;
            String::from_utf8(bytes).unwrap()
        });
        while mock.requests().is_empty() {
            tokio::task::yield_now().await;
        }
        if stops {
            mock.stop().await;
        } else {
            drop(mock);
        }
        let text = client.await.unwrap();
        assert_eq!(text.split(' ').nth(1).and_then(|s| s.parse().ok()).unwrap_or(0), status, "{text}");
        tokio::task::yield_now().await;
        assert!(TcpStream::connect(endpoint.replace("http://", "")).await.is_err(), "the port is free again");
    }
}

#[tokio::test]
async fn errors_name_what_cannot_be_set_up() {
    let error = builder().task(Script::new("t").named("Done")).start().await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "no status has the name `Done` in the contract; its names are ToBeProcessed, BeingProcessed, Succeeded, \
         PartlyFailed"
    );
    let error = builder().task(Script::new("t")).start().await.unwrap_err();
    assert_eq!(error.to_string(), "the script of task `t` has no step");
    let other = "openapi: 3.0.3\ninfo: { title: t, version: v1 }\npaths: {}";
    let other = Mock::builder().contract(Contract::parse("other.yaml", other).unwrap());
    let error = other.task(Script::new("t").status(1)).start().await.unwrap_err();
    assert_eq!(error.to_string(), "the contract has no operation that returns the task `t`");
    let mock = builder().start().await.unwrap();
    let port = mock.endpoint().rsplit(':').next().unwrap().parse().unwrap();
    let error = builder().port(port).start().await.unwrap_err();
    assert_eq!(error.to_string(), format!("cannot listen on 127.0.0.1:{port}"));
}
