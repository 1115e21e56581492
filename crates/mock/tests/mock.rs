//! The mock over the wire, asked by a client so plain that every byte of a request is the test's own.

#![expect(clippy::panic, clippy::unwrap_used, reason = "clippy takes helpers of tests for no tests")]

use std::time::Duration;

use dataarts_insight_mock::{Mock, Reply, Script};
use dataarts_insight_validator::{Contract, Validator};
use serde_json::Value;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

const PATH: &str = "/v1/p/resource-package/import-tasks";
const HEADERS: &str = "X-Auth-Token: mock-token\r\nX-Workspace-Id: mock-workspace\r\n";

struct Answer {
    status: u16,
    head: String,
    body: String,
}

impl Answer {
    fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_else(|error| panic!("{error}: {}", self.body))
    }

    fn header(&self, name: &str) -> Option<&str> {
        let lines = self.head.lines().filter_map(|line| line.split_once(": "));
        lines.into_iter().find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value)
    }
}

/// Sends a request line and headers, without a body.
async fn ask(mock: &Mock, line: &str, headers: &str) -> Answer {
    send(mock, &format!("{line} HTTP/1.1\r\nHost: mock\r\nConnection: close\r\n{headers}\r\n")).await
}

async fn send(mock: &Mock, request: &str) -> Answer {
    let address = mock.endpoint().replace("http://", "");
    let mut stream = TcpStream::connect(address).await.unwrap();
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut bytes = Vec::new();
    // A connection that is cut off may end in a reset; what came before it counts.
    let _ = stream.read_to_end(&mut bytes).await;
    let text = String::from_utf8(bytes).unwrap();
    let (head, body) = text.split_once("\r\n\r\n").unwrap_or((&text, ""));
    let status = head.split(' ').nth(1).and_then(|status| status.parse().ok()).unwrap_or(0);
    Answer { status, head: head.to_owned(), body: body.to_owned() }
}

async fn poll(mock: &Mock, id: &str) -> Answer {
    ask(mock, &format!("GET {PATH}/{id}"), HEADERS).await
}

#[tokio::test]
async fn the_documented_task_is_served_as_the_contract_writes_it() {
    let mock = Mock::builder().start().await.unwrap();
    let id = mock.documented_task().unwrap();
    let answer = poll(&mock, &id).await;
    assert_eq!(answer.status, 200);
    let contract =
        std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/../../openapi/dataarts-insight.yaml")).unwrap();
    assert!(contract.contains(&format!("value: {}\n", answer.body)), "{}", answer.body);
    assert!(answer.body.contains("9223372036854776000"));
    assert_eq!(poll(&mock, &id).await.body, answer.body, "it does not move");
    assert!(Validator::only_response(Contract::embedded()).unwrap().is_valid(answer.body.as_bytes()));
}

#[tokio::test]
async fn a_script_moves_one_step_with_each_poll_and_stays_at_its_end() {
    let mock = Mock::builder().task(Script::ending("t", "partially-succeeded")).start().await.unwrap();
    let contract = Validator::only_response(Contract::embedded()).unwrap();
    let mut statuses = Vec::new();
    for _ in 0..7 {
        let answer = poll(&mock, "t").await;
        assert_eq!(contract.validate(answer.body.as_bytes()).findings(), []);
        statuses.push(answer.json()["status"].as_i64().unwrap());
    }
    assert_eq!(statuses, [0, 4, 4, 4, 3, 3, 3]);

    mock.add_task(&Script::new("t").status(77)).unwrap();
    let task = poll(&mock, "t").await.json();
    assert_eq!(task["status"], 77, "a script may say what the contract does not know");
    assert_eq!(
        (&task["id"], &task["project_id"], &task["workspace_id"]),
        (&"t".into(), &"p".into(), &"mock-workspace".into())
    );
}

#[tokio::test]
async fn whatever_is_wrong_is_said_in_the_services_shape() {
    let long = "x".repeat(129);
    let long_line = format!("GET {PATH}/{long}");
    let task = &format!("GET {PATH}/t");
    let workspace = "X-Workspace-Id: mock-workspace\r\n";
    let token = "X-Auth-Token: mock-token\r\n";
    #[rustfmt::skip]
    let rows: &[(&str, &str, String, u16, &str, &str)] = &[
        ("unknown id", &format!("GET {PATH}/nope"), HEADERS.into(), 404, "DataArtsInsight.24010003", "import task nope"),
        ("no token", task, workspace.into(), 401, "APIGW.0301", "x-auth-token not found"),
        ("wrong token", task, format!("{workspace}X-Auth-Token: no\r\n"), 401, "APIGW.0301", "decrypt token fail"),
        ("empty token", task, format!("{workspace}X-Auth-Token:\r\n"), 401, "APIGW.0301", "decrypt token fail"),
        ("two tokens", task, format!("{HEADERS}{token}"), 401, "APIGW.0301", "more than one token"),
        ("a signature", task, format!("{workspace}Authorization: SDK-HMAC-SHA256 Access=a\r\n"), 401, "APIGW.0301", "verify aksk signature fail"),
        ("unknown route", "GET /v1/p/nothing", HEADERS.into(), 404, "APIGW.0101", "no path of the contract matches /v1/p/nothing"),
        ("the collection", &format!("GET {PATH}"), HEADERS.into(), 404, "APIGW.0101", "no path"),
        ("wrong method", &format!("POST {PATH}/t"), HEADERS.into(), 404, "APIGW.0101", "takes GET, not POST"),
        ("no workspace", task, token.into(), 400, "DataArtsInsight.24150005", "header X-Workspace-Id is missing"),
        ("blank workspace", task, format!("{token}X-Workspace-Id:  \r\n"), 400, "DataArtsInsight.24150005", "blank"),
        ("unknown workspace", task, format!("{token}X-Workspace-Id: w\r\n"), 400, "DataArtsInsight.24150005", "does not exist: w"),
        ("two workspaces", task, format!("{HEADERS}{workspace}"), 400, "APIGW.0201", "given 2 times"),
        ("empty id", &format!("GET {PATH}/"), HEADERS.into(), 400, "APIGW.0201", "path parameter task_id must have at least 1"),
        ("long id", &long_line, HEADERS.into(), 400, "APIGW.0201", "at most 128 characters, but it is 129"),
        ("broken escape", &format!("GET {PATH}/%4"), HEADERS.into(), 400, "APIGW.0201", "no percent-encoded UTF-8"),
        ("no UTF-8", &format!("GET {PATH}/%ff"), HEADERS.into(), 400, "APIGW.0201", "no percent-encoded UTF-8"),
        ("control character", &format!("GET {PATH}/%0a"), HEADERS.into(), 400, "APIGW.0201", "control character"),
        ("body too large", task, format!("{HEADERS}Content-Length: 2000000\r\n"), 400, "APIGW.0201", "the body cannot be read"),
    ];
    let contract = Contract::embedded();
    let mock = Mock::builder().task(Script::new("t").named("Succeeded")).start().await.unwrap();
    for (row, line, headers, status, code, message) in rows {
        let answer = ask(&mock, line, headers).await;
        let body = answer.json();
        let report =
            Validator::response(contract, "show_import_task", *status).unwrap().validate(answer.body.as_bytes());
        assert_eq!(report.findings(), [], "{row}: an answer of the mock is itself valid");
        assert_eq!(answer.status, *status, "{row}: {body}");
        assert_eq!(body["error_code"], *code, "{row}");
        assert!(body["error_msg"].as_str().unwrap().contains(message), "{row}: {body}");
        let id = answer.header("X-Request-Id").unwrap_or_else(|| panic!("{row}: no request id"));
        assert_eq!(body.get("request_id").and_then(Value::as_str), code.starts_with("APIGW").then_some(id), "{row}");
    }
}

#[tokio::test]
async fn what_is_no_http_is_refused_in_the_same_shape() {
    let mock = Mock::builder().start().await.unwrap();
    let long = format!("GET /{} HTTP/1.1\r\n\r\n", "x".repeat(70_000));
    let many = format!("GET / HTTP/1.1\r\n{}\r\n", "a: b\r\n".repeat(200));
    for (request, says) in [
        ("nonsense\r\n\r\n", "no HTTP request"),
        ("GET / HTTP/1.1\r\nno header\r\n\r\n", "no HTTP request"),
        (&long, "the URI is too long"),
        (&many, "the headers are too large"),
    ] {
        let answer = send(&mock, request).await;
        let body = answer.json();
        assert_eq!((answer.status, &body["error_code"]), (400, &"APIGW.0201".into()), "{request:.40}");
        assert!(body["error_msg"].as_str().unwrap().contains(says), "{request:.40}: {body}");
        assert_eq!(body["request_id"], answer.header("X-Request-Id").unwrap());
    }
}

#[tokio::test]
async fn faults_are_answered_as_scripted() {
    let script = Script::new("t")
        .reply(Reply::status(503).retry_after(7))
        .reply(Reply::status(502).body("<html>bad gateway</html>").header("Content-Type", "text/html"))
        .reply(Reply::status(200).body(r#"{"status":1,"id":"t"}"#).truncated())
        .reply(Reply::status(429).delay(Duration::from_millis(20)))
        .named("Succeeded");
    let mock = Mock::builder().task(script).start().await.unwrap();

    let answer = poll(&mock, "t").await;
    assert_eq!((answer.status, answer.header("Retry-After")), (503, Some("7")));
    assert_eq!(answer.json()["error_code"], "APIGW.0201");

    let answer = poll(&mock, "t").await;
    assert_eq!((answer.status, answer.body.as_str()), (502, "<html>bad gateway</html>"));
    assert_eq!(answer.header("Content-Type"), Some("text/html"));

    let answer = poll(&mock, "t").await;
    assert_eq!((answer.status, answer.header("Content-Length")), (200, Some("21")));
    assert_eq!(answer.body, r#"{"status":"#, "half of the body, then the end");

    let started = std::time::Instant::now();
    let answer = poll(&mock, "t").await;
    assert_eq!(answer.json()["error_code"], "APIGW.0308");
    assert!(started.elapsed() >= Duration::from_millis(20));
    assert_eq!(poll(&mock, "t").await.json()["status"], 1);
}

#[tokio::test]
async fn requests_are_remembered_without_showing_their_token() {
    let mock = Mock::builder().token("s3cret").workspace("w").start().await.unwrap();
    ask(&mock, &format!("GET {PATH}/nope?a=b"), "X-Auth-Token: s3cret\r\nX-Workspace-Id: w\r\n").await;
    let [request] = mock.requests().try_into().unwrap();
    assert_eq!(request.uri.to_string(), format!("{PATH}/nope?a=b"));
    assert_eq!((request.status.as_u16(), request.request_id.len()), (404, 32));
    assert_eq!(request.headers["x-auth-token"], "s3cret", "a test can look at it");
    assert!(!format!("{request:?}").contains("s3cret"), "but no log shows it");
}

#[tokio::test]
async fn stopping_lets_an_answer_finish_and_dropping_does_not() {
    let slow = || Script::new("t").reply(Reply::status(200).body("{}").delay(Duration::from_millis(100)));
    for (stops, status) in [(true, 200), (false, 0)] {
        let mock = Mock::builder().task(slow()).start().await.unwrap();
        let endpoint = mock.endpoint();
        let end = async {
            tokio::time::sleep(Duration::from_millis(30)).await;
            endpoint
        };
        let request = format!("GET {PATH}/t HTTP/1.1\r\nHost: mock\r\n{HEADERS}\r\n");
        let address = mock.endpoint().replace("http://", "");
        let client = tokio::spawn(async move {
            let mut stream = TcpStream::connect(address).await.unwrap();
            stream.write_all(request.as_bytes()).await.unwrap();
            let mut bytes = Vec::new();
            let _ = stream.read_to_end(&mut bytes).await;
            String::from_utf8(bytes).unwrap()
        });
        let endpoint = end.await;
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
async fn what_cannot_be_set_up_is_refused_by_name() {
    let error = Mock::builder().task(Script::new("t").named("Done")).start().await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "no status is named `Done` in the contract; it names NotActivated, ToBeProcessed, Succeeded, Failed, \
         PartiallySucceeded, BeingProcessed"
    );
    let error = Mock::builder().task(Script::new("t")).start().await.unwrap_err();
    assert_eq!(error.to_string(), "the script of task `t` has no step");
    let mock = Mock::builder().start().await.unwrap();
    let port = mock.endpoint().rsplit(':').next().unwrap().parse().unwrap();
    let error = Mock::builder().port(port).start().await.unwrap_err();
    assert_eq!(error.to_string(), format!("cannot listen on 127.0.0.1:{port}"));
}

#[tokio::test]
async fn other_operations_answer_with_their_own_example() {
    let contract = "
openapi: 3.0.3
info: { title: t, version: v1 }
paths:
  /v1/things/{id}:
    parameters:
      - { name: id, in: path, required: true, schema: { type: string, maxLength: 3 } }
    post:
      operationId: make_thing
      parameters:
        - { name: kind, in: query, required: true, schema: { type: string } }
      responses:
        '201':
          description: Made.
          content: { application/json: { schema: { type: object }, example: { made: true } } }
    delete:
      operationId: delete_thing
      responses: { '204': { description: Gone. } }
";
    let contract = Contract::parse("things.yaml", contract).unwrap();
    let mock = Mock::builder().contract(contract).start().await.unwrap();
    assert_eq!(mock.documented_task(), None);
    let answer = ask(&mock, "POST /v1/things/a%62?kind=x+y", "").await;
    assert_eq!((answer.status, answer.body.as_str()), (201, r#"{"made":true}"#));
    let answer = ask(&mock, "POST /v1/things/a", "").await;
    assert!(answer.body.contains("query parameter kind is missing"), "{}", answer.body);
    let answer = ask(&mock, "DELETE /v1/things/a", "").await;
    assert!(answer.body.contains("delete_thing"), "{}", answer.body);
}

#[tokio::test]
async fn a_refusal_says_everything_that_is_wrong() {
    let contract = "
openapi: 3.0.3
info: { title: t, version: v1 }
servers: [{ url: 'https://things.example/api' }]
paths:
  /things/{id}:
    put:
      operationId: put_thing
      parameters:
        - { name: id, in: path, required: true, schema: { type: integer } }
        - { name: kind, in: query, schema: { enum: [a, b] } }
      requestBody:
        required: true
        content: { application/json: { schema: { type: object, required: [name] } } }
      responses:
        '200': { description: Put., content: { application/json: { example: { put: true } } } }
";
    let contract = Contract::parse("things.yaml", contract).unwrap();
    let mock = Mock::builder().contract(contract).start().await.unwrap();
    let put = async |target: &str, headers: &str, body: &str| {
        let length = format!("Content-Length: {}\r\nHost: mock\r\nConnection: close\r\n", body.len());
        send(&mock, &format!("PUT {target} HTTP/1.1\r\n{length}{headers}\r\n{body}")).await
    };
    let json = "Content-Type: application/json\r\n";
    assert_eq!(put("/api/things/7?kind=a", json, r#"{"name":1}"#).await.status, 200);
    for (target, headers, body, says) in [
        (
            "/things/x?kind=c",
            json,
            "{}",
            &["path parameter id must be an integer", "kind must be one of", "body must be"][..],
        ),
        ("/things/7", json, "", &["body must be a body of application/json, but it is none"]),
        ("/things/7", "Content-Type: text/plain\r\n", "x", &["header Content-Type must be application/json"]),
        ("/things/7", json, "{", &["body must be"]),
    ] {
        let answer = put(target, headers, body).await;
        assert_eq!(answer.status, 400, "{target} {body}");
        let message = answer.json()["error_msg"].as_str().unwrap().to_owned();
        assert!(says.iter().all(|says| message.contains(says)), "{message}");
    }
}
