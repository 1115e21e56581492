//! The spans and the counters of a client.

use std::{
    fmt::{self, Write as _},
    sync::{Arc, Mutex},
};

use tracing::{
    Event, Metadata, Subscriber,
    field::{Field, Visit},
    span::{Attributes, Id, Record},
};

use super::server::{Reply, Server, TOKEN, status, task};

/// Writes spans and events as lines of text. The line of a span begins with two spaces for each span around it.
#[derive(Default, Clone)]
pub(crate) struct Log {
    lines: Arc<Mutex<Vec<String>>>,
    /// The spans that are entered now, from the outer to the inner span.
    entered: Arc<Mutex<Vec<Id>>>,
}

impl Log {
    pub(crate) fn write(&self, line: String) {
        self.lines.lock().unwrap().push(line);
    }

    pub(crate) fn lines(&self) -> Vec<String> {
        self.lines.lock().unwrap().clone()
    }
}

struct Fields<'a>(&'a mut String);

impl Visit for Fields<'_> {
    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        // Ports and times differ in each run.
        match field.name() {
            "server.port" | "latency_ms" => write!(self.0, " {}=…", field.name()).unwrap(),
            "url.full" => {
                let url = format!("{value:?}");
                write!(self.0, " url.full=…/v{}", url.split_once("/v").unwrap().1).unwrap();
            }
            name => write!(self.0, " {name}={value:?}").unwrap(),
        }
    }
}

impl Subscriber for Log {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        metadata.target().starts_with("dataarts_insight")
    }

    fn new_span(&self, span: &Attributes<'_>) -> Id {
        let mut text = "  ".repeat(self.entered.lock().unwrap().len()) + span.metadata().name();
        span.record(&mut Fields(&mut text));
        let mut lines = self.lines.lock().unwrap();
        lines.push(text);
        Id::from_u64(lines.len() as u64)
    }

    fn record(&self, span: &Id, values: &Record<'_>) {
        let index = usize::try_from(span.into_u64()).unwrap() - 1;
        values.record(&mut Fields(&mut self.lines.lock().unwrap()[index]));
    }

    fn event(&self, event: &Event<'_>) {
        let mut text = "event".to_owned();
        event.record(&mut Fields(&mut text));
        self.write(text);
    }

    fn record_follows_from(&self, _: &Id, _: &Id) {}

    fn enter(&self, span: &Id) {
        self.entered.lock().unwrap().push(span.clone());
    }

    fn exit(&self, span: &Id) {
        assert_eq!(self.entered.lock().unwrap().pop().as_ref(), Some(span));
    }
}

#[tokio::test(start_paused = true)]
async fn spans_have_the_fields_of_open_telemetry() {
    let log = Log::default();
    let server = Server::start([status("503 Service Unavailable", "X-Request-Id: r-1\r\n", ""), task(1)]).await;
    let client = server.client();
    let handle = client.import_task("t").unwrap();
    let guard = tracing::subscriber::set_default(log.clone());
    handle.get().await.unwrap();
    drop(guard);
    let lines = log.lines();
    assert_eq!(
        lines,
        [
            r#"call operation="show_import_task""#,
            r#"  attempt otel.kind="client" http.request.method="GET" server.address="127.0.0.1" server.port=… url.full=…/v1/p/resource-package/import-tasks/t" http.response.status_code=503 request_id="r-1" error.type="503""#,
            r#"event message=answered http.response.status_code=503 request_id="r-1" latency_ms=…"#,
            r#"  attempt otel.kind="client" http.request.method="GET" server.address="127.0.0.1" server.port=… url.full=…/v1/p/resource-package/import-tasks/t" http.request.resend_count=1 http.response.status_code=200"#,
            r#"event message=answered http.response.status_code=200 latency_ms=…"#,
        ]
    );
    assert!(!lines.concat().contains(TOKEN));
}

#[tokio::test(start_paused = true)]
async fn a_wait_has_one_span_around_the_spans_of_its_polls() {
    let log = Log::default();
    let server = Server::start([task(4), Reply::Send(vec![]), task(4), task(1)]).await;
    let wait = server.client().import_task("t").unwrap().wait();
    let guard = tracing::subscriber::set_default(log.clone());
    wait.await.unwrap();
    drop(guard);
    let lines = log.lines();
    let spans: Vec<&str> = lines.iter().map(|line| line.split(" otel").next().unwrap()).collect();
    let spans: Vec<&&str> = spans.iter().filter(|line| !line.starts_with("event")).collect();
    let call = r#"  call operation="show_import_task""#;
    let attempt = "    attempt";
    assert_eq!(spans, [&"wait task_id=t", &call, &attempt, &call, &attempt, &attempt, &call, &attempt]);
    assert!(!lines.concat().contains(TOKEN));
}

#[tokio::test(start_paused = true)]
async fn counters_count_calls_and_attempts() {
    let busy = || status("429 Too Many Requests", "", "");
    let server = Server::start([busy(), task(1), status("404 Not Found", "", ""), task(1)]).await;
    let client = server.client();
    let handle = client.import_task("t").unwrap();
    handle.get().await.unwrap();
    handle.get().await.unwrap_err();
    handle.wait().await.unwrap();
    let counters = client.counters();
    assert_eq!((counters.calls, counters.failed_calls), (3, 1));
    assert_eq!((counters.attempts, counters.throttled, counters.withheld_retries), (4, 1, 0));
}

#[tokio::test(start_paused = true)]
async fn a_retry_that_the_budget_forbids_is_counted() {
    let server = Server::start([status("503 Service Unavailable", "", "")]).await;
    let client = server.client();
    let handle = client.import_task("t").unwrap();
    for _ in 0..5 {
        handle.get().await.unwrap_err();
    }
    assert_eq!(client.counters().attempts, 5 + 10, "ten retries for all calls together");
    assert_eq!(client.counters().withheld_retries, 2);
}
