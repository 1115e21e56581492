//! A server that answers each request with the bytes that a test chooses.

use std::sync::{
    Arc, Mutex,
    atomic::{AtomicUsize, Ordering},
};

use dataarts_insight::{Client, ClientBuilder, Proxy, Token};
use tokio::{
    io::{AsyncBufReadExt as _, AsyncReadExt as _, AsyncWriteExt as _, BufReader},
    net::{TcpListener, TcpStream},
    time::{Duration, Instant, sleep},
};

/// The token of all tests; no output may contain it.
pub(crate) const TOKEN: &str = "hunter2-hunter2";

/// The reply to one request.
#[derive(Debug, Clone)]
pub(crate) enum Reply {
    /// Sends these bytes and closes the connection.
    Send(Vec<u8>),
    /// Sends these bytes and then reads the next request of the connection.
    Keep(Vec<u8>),
    /// As `Keep`, but sends the bytes after some milliseconds, and the last byte a millisecond later.
    Late(Vec<u8>),
    /// Sends these bytes and keeps the connection open.
    Stall(Vec<u8>),
    /// Sends one of these bytes every five seconds.
    Drip(Vec<u8>),
}

/// Returns a 200 with a JSON body.
pub(crate) fn ok(body: &str) -> Reply {
    status("200 OK", "Content-Type: application/json\r\n", body)
}

/// Returns a task in a state.
pub(crate) fn task(state: i64) -> Reply {
    ok(&format!(r#"{{"id":"t","status":{state}}}"#))
}

/// Returns a task in a state. The connection is kept.
pub(crate) fn kept_task(state: i64) -> Reply {
    Reply::Keep(format!("HTTP/1.1 200 OK\r\nContent-Length: 12\r\n\r\n{{\"status\":{state}}}").into())
}

/// Returns any response; `headers` are whole lines.
pub(crate) fn status(status: &str, headers: &str, body: &str) -> Reply {
    let length = body.len();
    Reply::Send(
        format!("HTTP/1.1 {status}\r\nContent-Length: {length}\r\nConnection: close\r\n{headers}\r\n{body}").into(),
    )
}

pub(crate) struct Server {
    address: String,
    seen: Arc<Mutex<Vec<(Instant, String)>>>,
    connections: Arc<Connections>,
}

/// The number of open connections, and the highest number so far.
#[derive(Default)]
struct Connections {
    open: AtomicUsize,
    most: AtomicUsize,
}

/// An open connection. The connection is counted as open until this value is dropped.
struct Open(Arc<Connections>);

impl Open {
    fn new(connections: Arc<Connections>) -> Self {
        let open = connections.open.fetch_add(1, Ordering::Relaxed) + 1;
        connections.most.fetch_max(open, Ordering::Relaxed);
        Self(connections)
    }
}

impl Drop for Open {
    fn drop(&mut self) {
        self.0.open.fetch_sub(1, Ordering::Relaxed);
    }
}

impl Server {
    /// Starts a server that gives the replies in order, and the last one again for all further requests.
    pub(crate) async fn start(replies: impl IntoIterator<Item = Reply>) -> Self {
        let replies: Vec<Reply> = replies.into_iter().collect();
        let served = AtomicUsize::new(0);
        Self::answering(move |_| replies[served.fetch_add(1, Ordering::Relaxed).min(replies.len() - 1)].clone()).await
    }

    /// Starts a server that gives the reply that `answer` makes for the head of a request.
    pub(crate) async fn answering(answer: impl Fn(&str) -> Reply + Send + Sync + 'static) -> Self {
        let answer: Arc<Answer> = Arc::new(answer);
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        let seen = Arc::new(Mutex::new(Vec::new()));
        let connections = Arc::new(Connections::default());
        let (log, count) = (seen.clone(), connections.clone());
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let (open, answer, log) = (Open::new(count.clone()), answer.clone(), log.clone());
                tokio::spawn(async move {
                    serve(stream, answer, log).await;
                    drop(open);
                });
            }
        });
        Self { address, seen, connections }
    }

    pub(crate) fn address(&self) -> &str {
        &self.address
    }

    /// Returns the requests so far.
    pub(crate) fn requests(&self) -> Vec<String> {
        self.seen.lock().unwrap().iter().map(|(_, request)| request.clone()).collect()
    }

    /// Returns the times of the requests so far.
    pub(crate) fn times(&self) -> Vec<Instant> {
        self.seen.lock().unwrap().iter().map(|(at, _)| *at).collect()
    }

    /// Returns the pauses between the requests so far.
    pub(crate) fn pauses(&self) -> Vec<Duration> {
        let seen = self.seen.lock().unwrap();
        seen.windows(2).map(|pair| pair[1].0 - pair[0].0).collect()
    }

    /// Returns the highest number of connections that were open at the same time.
    pub(crate) fn most_connections(&self) -> usize {
        self.connections.most.load(Ordering::Relaxed)
    }

    pub(crate) fn builder(&self) -> ClientBuilder {
        Client::builder()
            .endpoint(self.address())
            .project("p")
            .workspace("w")
            .token(Token::new(TOKEN).unwrap())
            .proxy(Proxy::none())
    }

    pub(crate) fn client(&self) -> Client {
        self.builder().build().unwrap()
    }
}

type Answer = dyn Fn(&str) -> Reply + Send + Sync;

async fn serve(stream: TcpStream, answer: Arc<Answer>, seen: Arc<Mutex<Vec<(Instant, String)>>>) {
    let mut stream = BufReader::new(stream);
    while serve_one(&mut stream, &*answer, &seen).await.is_some() {}
}

/// Answers one request. Returns `None` if the connection must be closed.
async fn serve_one(
    stream: &mut BufReader<TcpStream>,
    answer: &Answer,
    seen: &Mutex<Vec<(Instant, String)>>,
) -> Option<()> {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        if stream.read_until(b'\n', &mut head).await.ok()? == 0 {
            return None;
        }
    }
    let text = String::from_utf8(head).unwrap();
    let length = text.lines().find_map(|line| line.strip_prefix("content-length: ")).unwrap_or("0").parse().unwrap();
    let mut body = vec![0; length];
    stream.read_exact(&mut body).await.ok()?;
    let request = text + &String::from_utf8(body).unwrap();
    let reply = answer(&request);
    seen.lock().unwrap().push((Instant::now(), request));
    match reply {
        Reply::Send(bytes) => {
            let _ = stream.write_all(&bytes).await;
            let _ = stream.shutdown().await;
        }
        Reply::Keep(bytes) => return stream.write_all(&bytes).await.ok(),
        Reply::Late(bytes) => {
            sleep(Duration::from_millis(10)).await;
            let (first, last) = bytes.split_at(bytes.len() - 1);
            stream.write_all(first).await.ok()?;
            sleep(Duration::from_millis(1)).await;
            return stream.write_all(last).await.ok();
        }
        Reply::Stall(bytes) => {
            let _ = stream.write_all(&bytes).await;
            std::future::pending::<()>().await;
        }
        Reply::Drip(bytes) => {
            for byte in bytes {
                stream.write_all(&[byte]).await.ok()?;
                sleep(Duration::from_secs(5)).await;
            }
        }
    }
    None
}
