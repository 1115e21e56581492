//! Requests and responses.

use std::sync::LazyLock;

use dataarts_insight_validator::{Exchanges, Finding, RequestParts, ResponseParts, Rule};

use crate::{judge, shop};

static EXCHANGES: LazyLock<Exchanges> =
    LazyLock::new(|| Exchanges::new(&shop()).unwrap_or_else(|error| panic!("{error}")));

/// A message much as HTTP writes it: `PUT /items/7`, or `200 show_item` for a response; headers; an empty line; a body.
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

/// Any bytes as a message: nothing panics, what is said is always the same and says which part it is about, and the
/// route that is found is the one by which a request is judged.
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
    let judged = EXCHANGES.request(&parts);
    judge::message(message.body, &judged.report);
    assert_eq!(EXCHANGES.request(&parts).report, judged.report, "the same again");
    let known = EXCHANGES.request(&parts.clone().header("X-Nobody-Declares-This", "1")).report;
    assert_eq!(known, judged.report, "an unknown header means nothing");

    let route = EXCHANGES.route(method, target);
    assert_eq!(route.map(|operation| &operation.id), judged.operation.map(|operation| &operation.id));
    if route.is_none() {
        let lost = |finding: &Finding| matches!(finding.rule, Rule::UnknownPath | Rule::UnknownMethod);
        assert!(judged.report.findings().iter().all(lost) && !judged.report.is_valid());
    }
    // Without what was not recorded, there is less to say.
    let unknown = EXCHANGES.request(&parts.unknown_body()).report;
    assert!(unknown.is_valid() || !judged.report.is_valid() || message.body.is_empty(), "{unknown:#?}");
}

fn response(message: &Message<'_>, status: u16) {
    let parts = ResponseParts::new(status).headers(message.headers.iter().copied()).body(message.body);
    match EXCHANGES.response(message.start.1, &parts) {
        Ok(said) => {
            judge::message(message.body, &said);
            assert_eq!(EXCHANGES.response(message.start.1, &parts).ok(), Some(said), "the same again");
        }
        Err(error) => assert!(EXCHANGES.operations().all(|operation| operation.id != message.start.1), "{error}"),
    }
}
