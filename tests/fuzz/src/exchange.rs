//! Requests and responses.

use std::sync::LazyLock;

use dataarts_insight_validator::{Exchanges, Finding, RequestParts, ResponseParts, Rule};

use crate::{checks, shop};

static EXCHANGES: LazyLock<Exchanges> =
    LazyLock::new(|| Exchanges::new(&shop()).unwrap_or_else(|error| panic!("{error}")));

/// A message in a short form of HTTP: `PUT /items/7`, or `200 show_item` for a response; headers; an empty line; a body.
struct Message<'a> {
    start: (&'a str, &'a str),
    headers: Vec<(&'a str, &'a [u8])>,
    body: &'a [u8],
}

impl<'a> Message<'a> {
    fn parse(data: &'a [u8]) -> Option<Self> {
        let (head, body) = match data.windows(2).position(|pair| pair == b"\n\n") {
            Some(at) => (&data[..at], &data[at + 2..]),
            None => (data, &b""[..]),
        };
        let mut lines = head.split(|byte| *byte == b'\n');
        let start = std::str::from_utf8(lines.next()?).ok()?.split_once(' ')?;
        let headers = lines.filter_map(|line| {
            let colon = line.iter().position(|byte| *byte == b':')?;
            Some((std::str::from_utf8(&line[..colon]).ok()?, &line[colon + 1..]))
        });
        Some(Self { start, headers: headers.collect(), body })
    }
}

/// Validates any bytes as a message. Every finding names its part, a second run gives the same findings, and a request
/// is validated by the operation of its route.
pub fn exchange(data: &[u8]) {
    let Some(message) = Message::parse(data) else { return };
    match message.start.0.parse() {
        Ok(status) => response(&message, status),
        Err(_) => request(&message),
    }
}

fn request(message: &Message<'_>) {
    let (method, target) = message.start;
    let parts = RequestParts::new(method, target).headers(message.headers.iter().copied()).body(message.body);
    let validated = EXCHANGES.request(&parts);
    checks::message(message.body, &validated.report);
    assert_eq!(EXCHANGES.request(&parts).report, validated.report, "a second run gives the same report");
    let known = EXCHANGES.request(&parts.clone().header("X-Undeclared", "1")).report;
    assert_eq!(known, validated.report, "an unknown header changes nothing");

    let route = EXCHANGES.route(method, target);
    assert_eq!(route.map(|operation| &operation.id), validated.operation.map(|operation| &operation.id));
    if route.is_none() {
        let no_route = |finding: &Finding| matches!(finding.rule, Rule::UnknownPath | Rule::UnknownMethod);
        assert!(validated.report.findings().iter().all(no_route) && !validated.report.is_valid());
    }
    // An unrecorded body has no errors.
    let unknown = EXCHANGES.request(&parts.unknown_body()).report;
    assert!(unknown.is_valid() || !validated.report.is_valid() || message.body.is_empty(), "{unknown:#?}");
}

fn response(message: &Message<'_>, status: u16) {
    let parts = ResponseParts::new(status).headers(message.headers.iter().copied()).body(message.body);
    match EXCHANGES.response(message.start.1, &parts) {
        Ok(report) => {
            checks::message(message.body, &report);
            assert_eq!(
                EXCHANGES.response(message.start.1, &parts).ok(),
                Some(report),
                "a second run gives the same report"
            );
        }
        Err(error) => assert!(EXCHANGES.operations().all(|operation| operation.id != message.start.1), "{error}"),
    }
}
