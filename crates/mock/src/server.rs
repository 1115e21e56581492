//! The HTTP server of the mock.

use std::{
    convert::Infallible,
    io,
    pin::pin,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use bytes::Bytes;
use futures_util::future::{Either, select};
use http::{HeaderMap, HeaderValue, Response, request::Parts};
use http_body_util::{BodyExt as _, Limited, combinators::BoxBody};
use hyper::{
    body::{Body as _, Incoming},
    server::conn::http1,
    service::service_fn,
};
use hyper_util::{
    rt::{TokioIo, TokioTimer},
    server::graceful::{GracefulShutdown, Watcher},
};
use tokio::{
    net::{TcpListener, TcpStream},
    sync::oneshot,
    task::JoinSet,
    time::{sleep, timeout},
};

use crate::{
    Request,
    answer::Answer,
    checks::{Accepted, check},
    log::{Log, Observer},
    refusal::Refusal,
    service::Service,
    tasks::Tasks,
};

/// The maximum length of a URI, in bytes.
const MAX_URI: usize = 16 * 1024;
/// The maximum number of header fields. If a request has more, the mock answers with a JSON error. The limit of hyper
/// is higher, because an error of hyper has no body.
const MAX_HEADERS: usize = 100;
const MAX_HEADERS_OF_HYPER: usize = 1000;
/// The maximum length of a request body, in bytes.
const MAX_BODY: usize = 1024 * 1024;
/// The time in which a request body must arrive completely.
const BODY_DEADLINE: Duration = Duration::from_secs(10);
/// The time that a stopped server waits for running requests.
const GRACE: Duration = Duration::from_secs(2);
/// The pause after an error of `accept`. The usual cause is that the system has no free socket.
const ACCEPT_PAUSE: Duration = Duration::from_millis(50);

pub(crate) struct State {
    pub(crate) service: Service,
    pub(crate) accepted: Accepted,
    pub(crate) tasks: Mutex<Tasks>,
    pub(crate) log: Mutex<Log>,
    pub(crate) observer: Option<Observer>,
}

/// Accepts connections until `stopped` receives a message, and then waits for running requests. If the sender of
/// `stopped` is dropped, all connections end at once.
pub(crate) async fn run(listener: TcpListener, state: Arc<State>, mut stopped: oneshot::Receiver<()>) {
    let mut connections = JoinSet::new();
    let graceful = GracefulShutdown::new();
    loop {
        match select(&mut stopped, pin!(listener.accept())).await {
            Either::Left((Ok(()), _)) => break,
            Either::Left((Err(_), _)) => return,
            Either::Right((Ok((stream, _)), _)) => {
                connections.spawn(serve(stream, Arc::clone(&state), graceful.watcher()));
            }
            Either::Right((Err(_), _)) => sleep(ACCEPT_PAUSE).await,
        }
        // Removes the connections that have ended, so that `connections` does not grow.
        while connections.try_join_next().is_some() {}
    }
    drop(listener);
    // When this function ends, `connections` is dropped. This closes the connections whose requests still run.
    let _ = timeout(GRACE, graceful.shutdown()).await;
}

async fn serve(stream: TcpStream, state: Arc<State>, watcher: Watcher) {
    // With `nodelay`, TCP sends a small answer at once and does not wait for more data.
    let _ = stream.set_nodelay(true);
    let service = service_fn(move |request| answer(Arc::clone(&state), request));
    let mut builder = http1::Builder::new();
    builder.timer(TokioTimer::new()).max_headers(MAX_HEADERS_OF_HYPER);
    // The result is ignored: an error of one connection must not stop the server.
    let _ = watcher.watch(builder.serve_connection(TokioIo::new(stream), service)).await;
}

/// Answers a request. If the request exceeds a limit or its body cannot be read, the answer is an error with the status
/// 400.
async fn answer(
    state: Arc<State>,
    request: hyper::Request<Incoming>,
) -> Result<Response<BoxBody<Bytes, io::Error>>, Infallible> {
    let request_id = lock(&state.log).next_request_id();
    let (head, body) = request.into_parts();
    let (body, answer) = match read(&head, body).await {
        Ok(body) => {
            let answer = state.answer(&head, &body, &request_id);
            (body, answer)
        }
        Err(cause) => (Bytes::new(), Answer::refusal(Refusal::malformed(cause), &request_id)),
    };
    state.record(head, &body, &answer, &request_id);
    if !answer.delay.is_zero() {
        sleep(answer.delay).await;
    }
    Ok(answer.into_response(&request_id))
}

/// Reads a request body. Returns an error if the URI, the headers or the body exceed a limit.
async fn read(head: &Parts, body: Incoming) -> Result<Bytes, String> {
    if head.uri.path_and_query().is_some_and(|uri| uri.as_str().len() > MAX_URI) {
        return Err(format!("the URI is longer than {MAX_URI} bytes"));
    }
    if head.headers.len() > MAX_HEADERS {
        return Err(format!("the request has more than {MAX_HEADERS} headers"));
    }
    // If `Content-Length` is too large, the request is refused before the client sends the body.
    if body.size_hint().lower() > MAX_BODY as u64 {
        return Err(format!("the body cannot be read: it is larger than {MAX_BODY} bytes"));
    }
    let body = timeout(BODY_DEADLINE, Limited::new(body, MAX_BODY).collect()).await;
    let body = body.map_err(|_| format!("the body did not arrive within {} seconds", BODY_DEADLINE.as_secs()))?;
    body.map(|body| body.to_bytes()).map_err(|error| format!("the body cannot be read: {error}"))
}

impl State {
    fn answer(&self, head: &Parts, body: &[u8], request_id: &str) -> Answer {
        let request = match check(&self.service, &self.accepted, head, body) {
            Ok(request) => request,
            Err(refusal) => return Answer::refusal(refusal, request_id),
        };
        if let Some(tasks) = self.service.tasks.as_ref().filter(|tasks| tasks.operation == request.operation.id) {
            return lock(&self.tasks).poll(tasks, &request, request_id);
        }
        match &request.operation.example {
            Ok(example) => Answer::example(example.clone()),
            Err(cause) => Answer::refusal(Refusal::no_example(&request.operation.id, cause), request_id),
        }
    }

    fn record(&self, head: Parts, body: &Bytes, answer: &Answer, request_id: &str) {
        let mut headers = head.headers;
        self.service.credential_headers().for_each(|name| mark_sensitive(&mut headers, name));
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

/// Marks all values of a header as sensitive, so that `Debug` does not print them.
fn mark_sensitive(headers: &mut HeaderMap, name: &str) {
    if let Ok(http::header::Entry::Occupied(mut entry)) = headers.try_entry(name) {
        entry.iter_mut().for_each(|value: &mut HeaderValue| value.set_sensitive(true));
    }
}

/// Locks a mutex. If a thread panicked while it held the lock, the data are still valid, because each change of the
/// data is a single step.
pub(crate) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
