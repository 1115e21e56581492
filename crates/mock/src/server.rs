//! The server: accepts, judges, answers, remembers, and stops when told to or dropped.

use std::{
    fmt,
    future::{Future, poll_fn},
    net::{Ipv4Addr, SocketAddr},
    pin::pin,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
    task::Poll,
    time::Duration,
};

use bytes::Bytes;
use http::{HeaderMap, HeaderValue, request::Parts};
use http_body_util::{BodyExt, Limited};
use hyper::{
    body::{Body as _, Incoming},
    server::conn::http1,
    service::service_fn,
};
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::{
    net::{TcpListener, TcpStream},
    sync::watch,
    task::{JoinHandle, JoinSet},
};

use crate::{
    Builder, Error, Request, Script,
    answer::{Answer, Outcome, Refusal},
    builder::Observer,
    judge::{Expected, Passed, judge},
    log::Log,
    service::Service,
    tasks::Tasks,
    wire::Wire,
};

/// The largest request body that is read.
const BODY_LIMIT: usize = 1024 * 1024;
/// How long a request body may take to come.
const BODY_DEADLINE: Duration = Duration::from_secs(10);
/// How long [`Mock::stop`] lets answers under way finish.
const GRACE: Duration = Duration::from_secs(2);
/// How long the server rests when the system has no socket to spare, so as not to spin.
const ACCEPT_PAUSE: Duration = Duration::from_millis(50);

/// A running mock. Dropping it ends it at once; [`stop`](Self::stop) lets answers under way finish.
pub struct Mock {
    address: SocketAddr,
    state: Arc<State>,
    stop: watch::Sender<bool>,
    server: JoinHandle<()>,
}

/// What all connections share.
pub(crate) struct State {
    service: Service,
    expected: Expected,
    tasks: Mutex<Tasks>,
    log: Mutex<Log>,
    observer: Option<Observer>,
    requests: AtomicU64,
}

pub(crate) async fn start(
    port: u16,
    service: Service,
    tasks: Tasks,
    expected: Expected,
    observer: Option<Observer>,
) -> Result<Mock, Error> {
    let refused = |error| Error::listen(format!("cannot listen on 127.0.0.1:{port}"), error);
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port)).await.map_err(refused)?;
    let address = listener.local_addr().map_err(refused)?;
    let state = Arc::new(State {
        service,
        expected,
        tasks: Mutex::new(tasks),
        log: Mutex::default(),
        observer,
        requests: AtomicU64::new(0),
    });
    let (stop, stopped) = watch::channel(false);
    let server = tokio::spawn(accept(listener, Arc::clone(&state), stopped));
    Ok(Mock { address, state, stop, server })
}

impl Mock {
    /// Sets up a mock.
    #[must_use]
    pub fn builder() -> Builder {
        Builder::new()
    }

    /// The base URL to point a client at: `http://127.0.0.1:` and the port.
    #[must_use]
    pub fn endpoint(&self) -> String {
        format!("http://{}", self.address)
    }

    /// The token that it accepts.
    #[must_use]
    pub fn token(&self) -> &str {
        &self.state.expected.token
    }

    /// The first workspace that exists.
    #[must_use]
    pub fn workspace(&self) -> &str {
        self.state.expected.workspaces.first().map_or("", String::as_str)
    }

    /// The id of the documented task; none when the contract's example has no id.
    #[must_use]
    pub fn documented_task(&self) -> Option<String> {
        let task: serde_json::Value = serde_json::from_slice(self.state.service.documented_task()?).ok()?;
        task.get("id")?.as_str().map(str::to_owned)
    }

    /// Adds a task while the mock runs; one of the same id starts over with the new script.
    ///
    /// # Errors
    /// When the script has no step, or names a status that the contract does not have.
    pub fn add_task(&self, script: &Script) -> Result<(), Error> {
        lock(&self.state.tasks).add(&self.state.service, script)
    }

    /// The requests so far, oldest first; the last ten thousand of them.
    #[must_use]
    pub fn requests(&self) -> Vec<Request> {
        lock(&self.state.log).to_vec()
    }

    /// Takes no more requests, lets answers under way finish for up to two seconds, and ends.
    pub async fn stop(self) {
        // The server may be gone already with its runtime; then there is nothing to stop.
        let _ = self.stop.send(true);
        let _ = self.server.await;
    }
}

impl fmt::Debug for Mock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Mock").field("address", &self.address).finish_non_exhaustive()
    }
}

/// Accepts until `stopped` says so, or until its sender is dropped with the [`Mock`]; then every connection ends
/// with the set that holds it.
async fn accept(listener: TcpListener, state: Arc<State>, mut stopped: watch::Receiver<bool>) {
    let mut connections = JoinSet::new();
    let mut asked = stopped.clone();
    let dropped = {
        let mut changed = pin!(asked.changed());
        loop {
            match either(changed.as_mut(), pin!(listener.accept())).await {
                Either::First(outcome) => break outcome.is_err(),
                Either::Second(Ok((stream, _))) => {
                    connections.spawn(serve(stream, Arc::clone(&state), stopped.clone()));
                }
                Either::Second(Err(_)) => tokio::time::sleep(ACCEPT_PAUSE).await,
            }
            // Finished connections leave the set; it would grow with each otherwise.
            while connections.try_join_next().is_some() {}
        }
    };
    drop(listener);
    stopped.mark_unchanged();
    if !dropped {
        let finished = async { while connections.join_next().await.is_some() {} };
        // Whatever takes longer is cut off.
        let _ = tokio::time::timeout(GRACE, finished).await;
    }
}

async fn serve(stream: TcpStream, state: Arc<State>, mut stopped: watch::Receiver<bool>) {
    // Answers are small and whole; waiting to fill a packet would only delay them.
    let _ = stream.set_nodelay(true);
    let wire = Wire::new(TokioIo::new(stream), Arc::clone(&state));
    let service = service_fn(move |request| answer(Arc::clone(&state), request));
    let connection = http1::Builder::new().timer(TokioTimer::new()).serve_connection(wire, service);
    let mut connection = pin!(connection);
    let graceful = {
        let changed = pin!(stopped.changed());
        // A connection that breaks concerns its client only.
        matches!(either(changed, connection.as_mut()).await, Either::First(Ok(())))
    };
    if graceful {
        connection.as_mut().graceful_shutdown();
        let _ = connection.await;
    }
}

async fn answer(state: Arc<State>, request: hyper::Request<Incoming>) -> Outcome {
    let request_id = state.next_request_id();
    let (head, body) = request.into_parts();
    let (body, answer) = match read(body).await {
        Ok(body) => {
            let answer = state.answer(&head, &body, &request_id);
            (body, answer)
        }
        Err(cause) => {
            let refusal = Refusal::malformed(format!("the body cannot be read: {cause}"));
            (Bytes::new(), refusal.into_answer(&request_id))
        }
    };
    state.record(head, &body, &answer, &request_id);
    if !answer.delay.is_zero() {
        tokio::time::sleep(answer.delay).await;
    }
    Ok(answer.into_response(&request_id))
}

/// Reads a body, unless it is too large or does not come.
async fn read(body: Incoming) -> Result<Bytes, String> {
    // What announces itself as too large is refused before it is sent.
    if body.size_hint().lower() > BODY_LIMIT as u64 {
        return Err(format!("it is larger than {BODY_LIMIT} bytes"));
    }
    match tokio::time::timeout(BODY_DEADLINE, Limited::new(body, BODY_LIMIT).collect()).await {
        Ok(body) => body.map(|body| body.to_bytes()).map_err(|error| error.to_string()),
        Err(_) => Err(format!("it did not come within {} seconds", BODY_DEADLINE.as_secs())),
    }
}

impl State {
    /// Requests are counted; their ids look like those of the gateway.
    pub(crate) fn next_request_id(&self) -> String {
        format!("{:032x}", self.requests.fetch_add(1, Ordering::Relaxed) + 1)
    }

    fn answer(&self, head: &Parts, body: &[u8], request_id: &str) -> Answer {
        let passed = match judge(&self.service, &self.expected, head, body) {
            Ok(passed) => passed,
            Err(refusal) => return refusal.into_answer(request_id),
        };
        if passed.operation.serves_tasks {
            let workspace = head.headers.get("x-workspace-id").and_then(|value| value.to_str().ok());
            return lock(&self.tasks).poll(&passed, workspace.unwrap_or_default(), request_id);
        }
        example(&passed, request_id)
    }

    fn record(&self, head: Parts, body: &Bytes, answer: &Answer, request_id: &str) {
        let mut headers = head.headers;
        let credentials = self.service.credential_headers();
        credentials.for_each(|name| hide(&mut headers, name));
        let request = Request {
            method: head.method,
            uri: head.uri,
            headers,
            body: body.to_vec(),
            status: answer.status,
            request_id: request_id.to_owned(),
            refusal: answer.refusal.clone(),
        };
        if let Some(observer) = &self.observer {
            observer(&request);
        }
        lock(&self.log).push(request);
    }
}

fn example(passed: &Passed<'_>, request_id: &str) -> Answer {
    match &passed.operation.example {
        Some((status, example)) => Answer { status: *status, ..Answer::json(example.clone()) },
        None => Refusal::no_example(&passed.operation.id).into_answer(request_id),
    }
}

/// Marks the values of a header, so that `Debug` does not show them.
fn hide(headers: &mut HeaderMap, name: &str) {
    if let Ok(http::header::Entry::Occupied(mut entry)) = headers.try_entry(name) {
        entry.iter_mut().for_each(|value: &mut HeaderValue| value.set_sensitive(true));
    }
}

/// A panic elsewhere leaves the data usable: every change to it is one step.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

enum Either<A, B> {
    First(A),
    Second(B),
}

/// Waits for the first of two; the first one given is asked first.
async fn either<A: Future, B: Future>(
    mut first: std::pin::Pin<&mut A>,
    mut second: std::pin::Pin<&mut B>,
) -> Either<A::Output, B::Output> {
    poll_fn(|cx| {
        if let Poll::Ready(output) = first.as_mut().poll(cx) {
            return Poll::Ready(Either::First(output));
        }
        second.as_mut().poll(cx).map(Either::Second)
    })
    .await
}
