//! A server on the loopback address that costs little: it knows the path of a request, and nothing else of HTTP.

use std::{
    collections::HashMap,
    fmt::Write as _,
    net::SocketAddr,
    sync::{Arc, Mutex},
    time::{Duration, Instant},
};

use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::{TcpListener, TcpStream},
};

use crate::scenarios::{POLLS, pin};

/// The requests per second that `/limit` accepts.
pub(crate) const RATE: u32 = 200;

/// What the server counted since the last call of [`Server::take`].
#[derive(Debug, Default)]
pub(crate) struct Counts {
    pub(crate) requests: u32,
    pub(crate) peak_connections: u32,
    connections: u32,
    polls: HashMap<String, usize>,
    /// The requests that `/limit` may still accept, and when that number was computed.
    allowance: f64,
    computed: Option<Instant>,
}

/// A running server.
pub(crate) struct Server {
    pub(crate) address: SocketAddr,
    counts: Arc<Mutex<Counts>>,
}

impl Server {
    /// Starts a server on a thread of its own, on the first core.
    pub(crate) fn start() -> Self {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a port is free");
        listener.set_nonblocking(true).expect("a socket can be nonblocking");
        let address = listener.local_addr().expect("a bound socket has an address");
        let counts = Arc::<Mutex<Counts>>::default();
        let shared = counts.clone();
        std::thread::spawn(move || {
            pin(0);
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
            runtime.expect("a runtime starts").block_on(async move {
                let listener = TcpListener::from_std(listener).expect("the runtime takes the socket");
                while let Ok((stream, _)) = listener.accept().await {
                    tokio::spawn(connection(stream, shared.clone()));
                }
            });
        });
        Self { address, counts }
    }

    /// Returns the counts and starts again. Connections stay open.
    pub(crate) fn take(&self) -> Counts {
        let mut counts = self.counts.lock().expect("no thread panics");
        let connections = counts.connections;
        std::mem::replace(&mut counts, Counts { connections, peak_connections: connections, ..Counts::default() })
    }
}

async fn connection(mut stream: TcpStream, counts: Arc<Mutex<Counts>>) {
    let _ = stream.set_nodelay(true);
    {
        let mut counts = counts.lock().expect("no thread panics");
        counts.connections += 1;
        counts.peak_connections = counts.peak_connections.max(counts.connections);
    }
    let (mut read, mut buffer) = (0, vec![0; 16 * 1024]);
    let mut answer = Vec::new();
    while let Ok(length) = stream.read(&mut buffer[read..]).await {
        read += length;
        if length == 0 {
            break;
        }
        if !buffer[..read].ends_with(b"\r\n\r\n") {
            continue;
        }
        let path = buffer[..read].split(|byte| *byte == b' ').nth(1).unwrap_or_default();
        let path = String::from_utf8_lossy(path).into_owned();
        read = 0;
        answer.clear();
        match path.split('/').nth(1) {
            Some("endless") => {
                let _ = stream.write_all(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n").await;
                while stream.write_all(b"10\r\n0,0,0,0,0,0,0,0,\r\n").await.is_ok() {}
                break;
            }
            Some("nested") => {
                let body = "[0,".repeat(85_000);
                answer.extend(format!("HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n{body}", body.len()).into_bytes());
            }
            Some("stall") => {
                let _ = stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n{").await;
                tokio::time::sleep(Duration::from_secs(60)).await;
                break;
            }
            mode => {
                respond(mode.unwrap_or_default(), &path, &mut counts.lock().expect("no thread panics"), &mut answer)
            }
        }
        if stream.write_all(&answer).await.is_err() {
            break;
        }
    }
    counts.lock().expect("no thread panics").connections -= 1;
}

fn respond(mode: &str, path: &str, counts: &mut Counts, answer: &mut Vec<u8>) {
    counts.requests += 1;
    let id = path.rsplit('/').next().unwrap_or_default();
    if mode == "limit" && !counts.accept() {
        answer.extend_from_slice(b"HTTP/1.1 429 Too Many Requests\r\nRetry-After: 1\r\nContent-Length: 0\r\n\r\n");
        return;
    }
    let status = if mode == "get" {
        1
    } else {
        let polls = counts.polls.entry(id.to_owned()).or_default();
        *polls += 1;
        if *polls < POLLS { 0 } else { 1 }
    };
    let body = task(id, status);
    let mut head = String::new();
    let _ = write!(
        head,
        "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nX-Request-Id: 0f3c1d2e4b5a69788796a5b4c3d2e1f0\r\n\
         Date: Sat, 28 Nov 2026 06:00:00 GMT\r\nServer: api-gateway\r\nContent-Length: {}\r\n\r\n",
        body.len()
    );
    answer.extend_from_slice(head.as_bytes());
    answer.extend_from_slice(body.as_bytes());
}

impl Counts {
    /// Takes a request from the allowance of `/limit`, which holds a tenth of a second's requests at most.
    fn accept(&mut self) -> bool {
        let now = Instant::now();
        let elapsed = self.computed.replace(now).map_or(1.0, |before| (now - before).as_secs_f64());
        let rate = f64::from(RATE);
        self.allowance = (self.allowance + elapsed * rate).min(rate / 10.0);
        let accepts = self.allowance >= 1.0;
        if accepts {
            self.allowance -= 1.0;
        }
        accepts
    }
}

/// Returns a task with every field, in about 700 bytes.
fn task(id: &str, status: u8) -> String {
    format!(
        r#"{{"id":"{id}","name":"weekly-import-of-resources","project_id":"0605767e8280d5762fd0c0133f6b5a3a","workspace_id":"12913c92b2b54f9d8b7f4e1a9c3d5e7f","domain_id":"a1b2c3d4e5f60718293a4b5c6d7e8f90","status":{status},"import_type":"RESOURCE_PACKAGE","import_param":"{{\"overwrite\":true}}","import_detail":"{{\"success\":12,\"failed\":0}}","obs_bucket":"dataarts-insight-import","obs_object_key":"packages/2026/11/28/weekly-import-of-resources.zip","error_msg":"","create_user":"8f0e1d2c3b4a59687766554433221100","create_user_name":"operator","create_date":1678441900769,"update_date":1678441960123}}"#
    )
}
