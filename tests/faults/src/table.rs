//! The faults, one row each.

use std::{io::Write as _, time::Duration};

use dataarts_insight::ClientBuilder;
use flate2::{Compression, write::GzEncoder};

use crate::server::Step;

/// A fault, and what the client does when it happens.
pub(crate) struct Fault {
    pub(crate) name: String,
    pub(crate) steps: Vec<Step>,
    pub(crate) act: Act,
    pub(crate) host: Host,
    /// The server has TLS, with a certificate for this name.
    pub(crate) certificate_for: Option<&'static str>,
    /// The server has HTTP/2.
    pub(crate) is_http2: bool,
    /// The client trusts the server's certificate authority.
    pub(crate) trusted: bool,
    /// The server is a proxy, not the service.
    pub(crate) proxied: bool,
    pub(crate) settings: fn(ClientBuilder) -> ClientBuilder,
}

/// What the client does.
pub(crate) enum Act {
    /// Reads a task, after as many successful calls at the same time.
    Get { after: usize },
    /// Waits for the end of a task, with this deadline.
    Wait(Duration),
}

/// Where the client looks for the service.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Host {
    Ipv4,
    Ipv6,
    /// A host that no resolver finds.
    Unknown,
    /// A port on which nothing listens.
    Refusing,
}

impl Fault {
    fn wait(self) -> Self {
        Self { act: Act::Wait(Duration::from_secs(600)), ..self }
    }

    fn after(self, calls: usize) -> Self {
        Self { act: Act::Get { after: calls }, ..self }
    }

    fn at(self, host: Host) -> Self {
        Self { host, ..self }
    }

    fn tls(self) -> Self {
        Self { certificate_for: Some("127.0.0.1"), ..self }
    }

    fn http2(self) -> Self {
        Self { is_http2: true, ..self.tls() }
    }

    fn certificate_for(self, name: &'static str) -> Self {
        Self { certificate_for: Some(name), ..self }
    }

    fn untrusted(self) -> Self {
        Self { trusted: false, ..self }
    }

    fn proxied(self) -> Self {
        Self { proxied: true, ..self }
    }

    fn with(self, settings: fn(ClientBuilder) -> ClientBuilder) -> Self {
        Self { settings, ..self }
    }
}

/// Makes a row. The last step repeats.
fn fault(name: impl Into<String>, steps: impl Into<Vec<Step>>) -> Fault {
    Fault {
        name: name.into(),
        steps: steps.into(),
        act: Act::Get { after: 0 },
        host: Host::Ipv4,
        certificate_for: None,
        is_http2: false,
        trusted: true,
        proxied: false,
        settings: |builder| builder,
    }
}

/// Returns a response; `headers` are whole lines.
fn response(line: &str, headers: &str, body: &str) -> Vec<u8> {
    let length = body.len();
    format!("HTTP/1.1 {line}\r\nContent-Length: {length}\r\n{headers}\r\n{body}").into()
}

/// Returns a step that sends a response and closes the connection.
fn send(line: &str, headers: &str, body: &str) -> Step {
    Step::Send(response(line, &format!("Connection: close\r\n{headers}"), body))
}

/// Returns a step that sends a 200 with a body of JSON.
fn ok(body: &str) -> Step {
    send("200 OK", "X-Request-Id: r1\r\n", body)
}

/// Returns a step that sends a compressed body.
fn gzip(line: &str, body: &str) -> Step {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(body.as_bytes()).unwrap();
    let body = encoder.finish().unwrap();
    let head = format!("Content-Encoding: gzip\r\nContent-Length: {}\r\nConnection: close", body.len());
    Step::Send([format!("HTTP/1.1 {line}\r\n{head}\r\n\r\n").as_bytes(), &body].concat())
}

/// Returns a step that sends a task in this state.
fn task(state: i64) -> Step {
    ok(&format!(r#"{{"id":"t","status":{state}}}"#))
}

/// Returns a response with a task, after which the connection is kept.
fn kept_task(state: i64) -> Vec<u8> {
    response("200 OK", "", &format!(r#"{{"id":"t","status":{state}}}"#))
}

/// Returns a step that sends these bytes and closes the connection.
fn raw(text: &str) -> Step {
    Step::Send(text.into())
}

/// The head of a response whose body is longer than what follows it here.
const HEAD: &str = "HTTP/1.1 200 OK\r\nX-Request-Id: r1\r\nContent-Length: 500\r\n\r\n";

const GATEWAY_HTML: &str = "<html><h1>Bad gateway</h1></html>";

/// An alert of TLS that ends the handshake: `internal_error`.
const INTERNAL_ERROR: [u8; 7] = [21, 3, 3, 0, 2, 2, 80];

pub(crate) fn faults() -> Vec<Fault> {
    [connections(), http2(), tls_and_proxies(), heads(), bodies(), statuses(), successes(), waits()]
        .into_iter()
        .flatten()
        .collect()
}

fn connections() -> Vec<Fault> {
    vec![
        fault("no fault", [task(1)]),
        fault("no fault over IPv6", [task(1)]).at(Host::Ipv6),
        fault("unknown host", [task(1)]).at(Host::Unknown),
        fault("refused connection", [task(1)]).at(Host::Refusing),
        fault("connection closed before the request, once", [Step::Drop, task(1)]),
        fault("connection closed before the request, always", [Step::Drop]),
        fault("connection closed after the request, once", [raw(""), task(1)]),
        fault("connection closed after the request, always", [raw("")]),
        fault("connection reset after the request, once", [Step::Reset(vec![]), task(1)]),
        fault("no response, once", [Step::Stall(vec![]), task(1)]),
        fault("no response, always", [Step::Stall(vec![])]),
        fault("kept connection", [Step::Keep(kept_task(1))]).after(1),
        fault("kept connection dies", [Step::Die(kept_task(1)), task(1)]).after(1),
        fault("eight kept connections die at once", [vec![Step::Die(kept_task(1)); 8], vec![task(1)]].concat())
            .after(8),
        fault("kept connection stops answering", [Step::Hang(kept_task(1)), task(1)]).after(1),
        fault("eight kept connections stop answering", [vec![Step::Hang(kept_task(1)); 8], vec![task(1)]].concat())
            .after(8),
    ]
}

fn http2() -> Vec<Fault> {
    let stops = || Step::Hang(kept_task(4));
    vec![
        fault("no fault with HTTP/2", [Step::Keep(kept_task(1))]).http2().after(8),
        fault("HTTP/2 server announces the end of the connection", [task(1)]).http2().after(1),
        fault("HTTP/2 server answers once and stops reading", [stops(), task(1)]).http2().after(1),
        fault("HTTP/2 server answers once on each connection and stops reading", [stops()]).http2().after(1),
        fault("wait: HTTP/2 server stops reading between polls", [stops(), stops(), task(1)]).http2().wait(),
    ]
}

fn tls_and_proxies() -> Vec<Fault> {
    vec![
        fault("no fault with TLS", [task(1)]).tls(),
        fault("handshake of TLS ends early, once", [Step::Garble(vec![]), task(1)]).tls(),
        fault("handshake of TLS ends early, always", [Step::Garble(vec![])]).tls(),
        fault("TLS alert internal_error, once", [Step::Garble(INTERNAL_ERROR.to_vec()), task(1)]).tls(),
        fault("certificate of an unknown authority", [task(1)]).tls().untrusted(),
        fault("certificate for another name", [task(1)]).certificate_for("other.example"),
        fault("server without TLS", [Step::Garble(b"HTTP/1.1 400 Bad Request\r\n\r\n".to_vec())]).tls(),
        fault("proxy wants a password", [send("407 Proxy Authentication Required", "", "")]).proxied(),
        fault("proxy forbids the host", [send("403 Forbidden", "", "")]).proxied(),
        fault("proxy fails", [send("502 Bad Gateway", "", "")]).proxied(),
    ]
}

fn heads() -> Vec<Fault> {
    let many: String = (0..200).map(|number| format!("X-H{number}: v\r\n")).collect();
    let long = format!("X-Long: {}\r\n", "x".repeat(1 << 20));
    vec![
        fault("another protocol", [raw("SSH-2.0-OpenSSH\r\n\r\n")]),
        fault("200 headers", [raw(&format!("HTTP/1.1 200 OK\r\n{many}\r\n{{}}"))]),
        fault("header of 1 MiB", [raw(&format!("HTTP/1.1 200 OK\r\n{long}\r\n{{}}"))]),
        fault("endless head", [Step::Flood(b"HTTP/1.1 200 OK\r\n".to_vec(), b"X-More: more\r\n".repeat(1000))]),
        fault("two lengths", [raw("HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n{}")]),
        fault("half a head, then nothing", [Step::Stall(b"HTTP/1.1 2".to_vec())]),
        fault("half a head, then closed", [raw("HTTP/1.1 2")]),
        fault("slow head", [Step::Drip(HEAD.into())]),
    ]
}

fn bodies() -> Vec<Fault> {
    let chunked = "HTTP/1.1 200 OK\r\nX-Request-Id: r1\r\nTransfer-Encoding: chunked\r\n\r\n";
    let numbers = format!("[{}0]", "0,".repeat(4_000_000));
    let stalled_error = "HTTP/1.1 404 Not Found\r\nContent-Length: 500\r\n\r\n\
                         {\"error_code\":\"DataArtsInsight.24010003\",\"error_msg\":\"gone\",";
    vec![
        fault("truncated body, once", [raw(&format!("{HEAD}{{\"status\":1")), task(1)]),
        fault("truncated body, always", [raw(&format!("{HEAD}{{\"status\":1"))]),
        fault("stalled body", [Step::Stall(format!("{HEAD}{{\"status\":1").into())]),
        fault("slow body", [Step::Drip(format!("{HEAD}{{\"status\":1").into())]),
        fault("truncated chunk", [raw(&format!("{chunked}20\r\n{{\"status\":1")), task(1)]),
        fault("broken chunk framing", [raw(&format!("{chunked}zz\r\n{{\"status\":1}}\r\n0\r\n\r\n"))]),
        fault("endless body", [Step::Flood(b"HTTP/1.1 200 OK\r\n\r\n".to_vec(), vec![b' '; 1 << 16])]),
        fault(
            "declared body of 256 MiB",
            [Step::Stall(b"HTTP/1.1 200 OK\r\nContent-Length: 268435456\r\n\r\n".to_vec())],
        ),
        fault("8 MB of numbers", [ok(&numbers)]),
        fault("8 MB of numbers within the limit", [ok(&numbers)]).with(|builder| builder.max_body_size(16 << 20)),
        fault("error with 8 MB of numbers", [send("404 Not Found", "", &numbers)]),
        fault("gzip, 8 MB of spaces", [gzip("200 OK", &" ".repeat(8_000_000))]),
        fault("gzip, 8 MB of numbers within the limit", [gzip("200 OK", &numbers)])
            .with(|builder| builder.max_body_size(16 << 20)),
        fault("gzip, error with 8 MB of spaces", [gzip("404 Not Found", &" ".repeat(8_000_000))]),
        fault("gzip, no fault", [gzip("200 OK", r#"{"id":"t","status":1}"#)]),
        fault("gzip, not compressed", [send("200 OK", "Content-Encoding: gzip\r\n", r#"{"id":"t","status":1}"#)]),
        fault("error with an endless body", [Step::Flood(b"HTTP/1.1 404 No\r\n\r\n".to_vec(), vec![b' '; 1 << 16])]),
        fault("error with a body that stalls after its code", [Step::Stall(stalled_error.into())]),
        fault("body limit", [ok(&format!(r#"{{"status":1,"name":"{}"}}"#, "x".repeat(5000)))])
            .with(|builder| builder.max_body_size(4096)),
    ]
}

fn statuses() -> Vec<Fault> {
    let echo = "X-Request-Id: hunter2-hunter2\r\n";
    let gateway =
        |code: &str, text: &str| format!(r#"{{"error_code":"APIGW.{code}","error_msg":"{text}","request_id":"r2"}}"#);
    let mut rows = vec![
        fault(
            "redirect to another host",
            [send("302 Found", "Location: https://evil.example/a?t=hunter2-hunter2\r\n", "")],
        ),
        fault(
            "redirect with a password",
            [send("302 Found", "Location: https:\\\\user:topsecret@evil.example\r\n", "")],
        ),
        fault("304", [send("304 Not Modified", "", "")]),
        fault("401 with gateway code 0301", [send("401 Unauthorized", "", &gateway("0301", "token expires"))]),
        fault("401 with gateway code 0307", [send("401 Unauthorized", "", &gateway("0307", "token must be updated"))]),
        fault("401 with an empty body", [send("401 Unauthorized", "", "")]),
        fault(
            "404 of the service",
            [send("404 Not Found", "", r#"{"error_code":"DataArtsInsight.24010003","error_msg":"gone"}"#)],
        ),
        fault("404 of the gateway", [send("404 Not Found", "", &gateway("0101", "no API"))]),
        fault("404 with HTML", [send("404 Not Found", "", GATEWAY_HTML)]),
        fault("400 that echoes the token", [send("400 Bad Request", echo, &gateway("1", "bad token hunter2-hunter2"))]),
        fault("400 with Retry-After", [send("400 Bad Request", "Retry-After: 3\r\n", "")]),
        fault("error text of 100,000 wide characters", [send("400 Bad", "", &gateway("1", &"界".repeat(100_000)))]),
        fault(
            "error text with controls and overrides",
            [send("400 Bad", "", &gateway("1", "a\\u001b[31mb\\u202ec\\u2066d\\u0085e\\nf"))],
        ),
        fault("500 with an array, once", [send("500 Internal Server Error", "", "[]"), task(1)]),
        fault(
            "503 with Retry-After beyond the deadline",
            [send("503 Service Unavailable", "Retry-After: 86400\r\n", "")],
        ),
        fault(
            "503 with Retry-After as a date",
            [
                send(
                    "503 Busy",
                    "Date: Wed, 25 Nov 2026 00:00:00 GMT\r\nRetry-After: Wed, 25 Nov 2026 00:00:05 GMT\r\n",
                    "",
                ),
                task(1),
            ],
        ),
        fault(
            "429 with gateway code 0308, always",
            [send("429 Too Many", "Retry-After: 3\r\n", &gateway("0308", "throttled"))],
        ),
        fault("501", [send("501 Not Implemented", "", "")]),
        fault("520", [send("520 Unknown", "", GATEWAY_HTML)]),
    ];
    for status in ["408 Request Timeout", "500 Internal Server Error", "502 Bad Gateway", "503 Busy", "504 Late"] {
        rows.push(fault(format!("{status} with HTML, always"), [send(status, "X-Request-Id: r1\r\n", GATEWAY_HTML)]));
    }
    rows
}

fn successes() -> Vec<Fault> {
    let mut rows = vec![
        fault("202 with a task", [send("202 Accepted", "", r#"{"id":"t","status":4}"#)]),
        fault("204", [send("204 No Content", "", "")]),
        fault(
            "200 with a retryable gateway code, once",
            [ok(r#"{"error_code":"APIGW.0201","error_msg":"late"}"#), task(1)],
        ),
        fault("task with another id", [ok(r#"{"id":"other","status":1}"#)]),
        fault("task with its id in another form", [ok(r#"{"id":"T-","status":1}"#)]),
        fault("unknown status", [ok(r#"{"id":"t","status":99}"#)]),
        fault("secret in a broken body", [ok(r#"{"id":"t","access_code":"topsecret","status":true}"#)]),
        fault("body of brackets that never close", [ok(&"[".repeat(100_000))]),
    ];
    for (what, body) in [
        ("an empty body", ""),
        ("HTML", "<html>hello</html>"),
        ("null", "null"),
        ("an array", "[1]"),
        ("an object without fields", "{}"),
        ("status as text", r#"{"id":"t","status":"1"}"#),
        ("status with a fraction", r#"{"id":"t","status":1.0}"#),
        ("two documents", r#"{"id":"t","status":1}{"status":1}"#),
        ("status twice", r#"{"id":"t","status":1,"status":4}"#),
        ("create_date as text", r#"{"id":"t","status":1,"create_date":"2026-11-28"}"#),
        ("name as a number", r#"{"id":"t","status":1,"name":5}"#),
        ("error_msg as an object", r#"{"id":"t","status":1,"error_msg":{}}"#),
        ("a number that nothing can hold", r#"{"id":"t","status":1,"x":1e400}"#),
    ] {
        rows.push(fault(format!("200 with {what}"), [ok(body)]));
    }
    rows
}

fn waits() -> Vec<Fault> {
    let html = || ok("<html>hello</html>");
    vec![
        fault("wait: unknown host", [task(1)]).at(Host::Unknown).wait(),
        fault("wait: refused connection", [task(1)]).at(Host::Refusing).wait(),
        fault("wait: handshake of TLS ends early, once", [Step::Garble(vec![]), task(1)]).tls().wait(),
        fault("wait: certificate of an unknown authority", [task(1)]).tls().untrusted().wait(),
        fault("wait: no response, always", [Step::Stall(vec![])]).wait(),
        fault("wait: one poll with HTML", [task(4), html(), task(1)]).wait(),
        fault("wait: one poll with an empty body", [task(4), ok(""), task(1)]).wait(),
        fault("wait: one poll with a gateway's 404", [task(4), send("404 Not Found", "", GATEWAY_HTML), task(1)])
            .wait(),
        fault("wait: one poll with 501", [task(4), send("501 Not Implemented", "", ""), task(1)]).wait(),
        fault("wait: one poll with 520", [task(4), send("520 Unknown", "", ""), task(1)]).wait(),
        fault("wait: HTML from now on", [task(4), html()]).wait(),
        fault("wait: HTML from the start", [html()]).wait(),
        fault("wait: 404 of the service from the start", [send("404 Not Found", "", r#"{"error_code":"24010003"}"#)])
            .wait(),
        fault("wait: 401 later", [task(4), send("401 Unauthorized", "", "")]).wait(),
        fault("wait: connection dies between polls", [Step::Die(kept_task(4)), task(1)]).wait(),
        fault("wait: 503 until the deadline", [send("503 Busy", "X-Request-Id: r1\r\n", "")]).wait(),
        fault("wait: task never ends", [task(4)]).wait(),
        fault("wait: task failed", [ok(r#"{"id":"t","status":2,"error_msg":"no space"}"#)]).wait(),
        fault("wait: task partially succeeded", [task(3)]).wait(),
        fault("wait: success of another task", [ok(r#"{"id":"other","status":1}"#)]).wait(),
    ]
}
