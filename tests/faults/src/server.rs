//! The server on the loopback address that misbehaves on command.

use std::{
    future::poll_fn,
    sync::{Arc, Mutex},
    task::Poll,
};

use rcgen::{CertificateParams, CertifiedIssuer, KeyPair};
use tokio::{
    io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _},
    net::{TcpListener, TcpStream},
    time::{Duration, sleep},
};
use tokio_rustls::{
    TlsAcceptor,
    rustls::{ServerConfig, crypto::ring, pki_types::PrivateKeyDer},
};

/// What the server does with the next request, or with the next connection. The last step of a server repeats.
#[derive(Debug, Clone)]
pub(crate) enum Step {
    /// Sends these bytes and closes the connection.
    Send(Vec<u8>),
    /// Sends these bytes and waits for the next request on the same connection.
    Keep(Vec<u8>),
    /// Sends these bytes and closes the connection when it carries the next request.
    Die(Vec<u8>),
    /// Sends these bytes and does not answer the next request on the connection.
    Hang(Vec<u8>),
    /// Sends these bytes, then nothing, and keeps the connection open.
    Stall(Vec<u8>),
    /// Sends one of these bytes every five seconds.
    Drip(Vec<u8>),
    /// Sends these bytes, then resets the connection.
    Reset(Vec<u8>),
    /// Sends the first bytes once, then the second ones until the client closes the connection.
    Flood(Vec<u8>, Vec<u8>),
    /// Closes a new connection without reading from it.
    Drop,
    /// Answers the first bytes of a new connection with these, before TLS, and closes it.
    Garble(Vec<u8>),
}

impl Step {
    /// Whether the step concerns a new connection and not a request.
    fn is_of_connection(&self) -> bool {
        matches!(self, Self::Drop | Self::Garble(_))
    }
}

/// What the server saw.
#[derive(Debug, Default)]
pub(crate) struct Seen {
    pub(crate) connections: usize,
    /// The head of each request.
    pub(crate) requests: Vec<String>,
    steps: usize,
}

impl Seen {
    /// Returns the next step.
    fn step(&mut self, steps: &[Step]) -> Step {
        self.steps += 1;
        steps[(self.steps - 1).min(steps.len() - 1)].clone()
    }
}

/// A running server.
pub(crate) struct Server {
    pub(crate) port: u16,
    pub(crate) seen: Arc<Mutex<Seen>>,
    /// The PEM text of the certificate authority.
    pub(crate) authority: Option<String>,
}

impl Server {
    /// Starts a server with these steps. With a name, it serves TLS with a certificate for this name. With `is_http2`, it
    /// serves HTTP/2 over TLS.
    pub(crate) async fn start(address: &str, steps: Vec<Step>, certificate_for: Option<&str>, is_http2: bool) -> Self {
        let listener = TcpListener::bind((address, 0)).await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let seen = Arc::new(Mutex::new(Seen::default()));
        let (acceptor, authority) = certificate_for.map(|name| tls(name, is_http2)).unzip();
        let (log, steps) = (seen.clone(), Arc::new(steps));
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(serve(stream, acceptor.clone(), steps.clone(), log.clone()));
            }
        });
        Self { port, seen, authority }
    }
}

/// Makes a certificate for a name, and the authority that signed it.
fn tls(name: &str, is_http2: bool) -> (TlsAcceptor, String) {
    let mut params = CertificateParams::default();
    params.is_ca = rcgen::IsCa::Ca(rcgen::BasicConstraints::Unconstrained);
    let issuer = CertifiedIssuer::self_signed(params, KeyPair::generate().unwrap()).unwrap();
    let key = KeyPair::generate().unwrap();
    let certificate = CertificateParams::new([name.to_owned()]).unwrap().signed_by(&key, &issuer).unwrap();
    let mut config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![certificate.der().clone()], PrivateKeyDer::try_from(key.serialize_der()).unwrap())
        .unwrap();
    if is_http2 {
        config.alpn_protocols.push(b"h2".to_vec());
    }
    (TlsAcceptor::from(Arc::new(config)), issuer.pem())
}

async fn serve(mut stream: TcpStream, acceptor: Option<TlsAcceptor>, steps: Arc<Vec<Step>>, seen: Arc<Mutex<Seen>>) {
    let of_connection = {
        let mut seen = seen.lock().unwrap();
        seen.connections += 1;
        let step = steps[seen.steps.min(steps.len() - 1)].clone();
        step.is_of_connection().then(|| {
            seen.steps += 1;
            step
        })
    };
    match (of_connection, acceptor) {
        (Some(Step::Garble(bytes)), _) => {
            let _ = stream.read(&mut [0; 4096]).await;
            let _ = stream.write_all(&bytes).await;
        }
        (Some(_), _) => {}
        (None, None) => {
            if requests(&mut stream, &steps, &seen).await == End::Reset {
                stream.set_zero_linger().unwrap();
            }
        }
        (None, Some(acceptor)) => {
            if let Ok(mut stream) = acceptor.accept(stream).await {
                match stream.get_ref().1.alpn_protocol() {
                    Some(_) => http2_requests(stream, &steps, &seen).await,
                    None => _ = requests(&mut stream, &steps, &seen).await,
                }
            }
        }
    }
}

#[derive(PartialEq, Eq)]
enum End {
    Close,
    Reset,
}

/// Answers the requests of a connection.
async fn requests<S: AsyncRead + AsyncWrite + Unpin>(stream: &mut S, steps: &[Step], seen: &Mutex<Seen>) -> End {
    let mut fate = None;
    loop {
        let mut head = Vec::new();
        while !head.ends_with(b"\r\n\r\n") {
            let Ok(byte) = stream.read_u8().await else { return End::Close };
            head.push(byte);
        }
        let step = {
            let mut seen = seen.lock().unwrap();
            seen.requests.push(String::from_utf8_lossy(&head).into_owned());
            fate.take().unwrap_or_else(|| seen.step(steps))
        };
        match step {
            Step::Send(bytes) => {
                let _ = stream.write_all(&bytes).await;
                let _ = stream.shutdown().await;
                return End::Close;
            }
            Step::Keep(bytes) => {
                if stream.write_all(&bytes).await.is_err() {
                    return End::Close;
                }
            }
            Step::Die(bytes) => {
                let _ = stream.write_all(&bytes).await;
                fate = Some(Step::Send(vec![]));
            }
            Step::Hang(bytes) => {
                let _ = stream.write_all(&bytes).await;
                fate = Some(Step::Stall(vec![]));
            }
            Step::Stall(bytes) => {
                let _ = stream.write_all(&bytes).await;
                let _ = stream.flush().await;
                std::future::pending::<()>().await;
            }
            Step::Drip(bytes) => {
                for byte in bytes {
                    if stream.write_all(&[byte]).await.is_err() {
                        break;
                    }
                    sleep(Duration::from_secs(5)).await;
                }
                return End::Close;
            }
            Step::Reset(bytes) => {
                let _ = stream.write_all(&bytes).await;
                return End::Reset;
            }
            Step::Flood(head, bytes) => {
                let mut next = &head;
                while stream.write_all(next).await.is_ok() {
                    next = &bytes;
                    // A server that always can write must not keep the client from running.
                    tokio::task::yield_now().await;
                }
                return End::Close;
            }
            Step::Drop | Step::Garble(_) => return End::Close,
        }
    }
}

/// Answers the requests of an HTTP/2 connection. The steps have their bytes as in HTTP/1.1. Only three steps are possible:
/// `Send` answers and announces the end of the connection, `Keep` answers, and `Hang` answers and then does not read.
async fn http2_requests<S: AsyncRead + AsyncWrite + Unpin>(stream: S, steps: &[Step], seen: &Mutex<Seen>) {
    let Ok(mut connection) = h2::server::handshake(stream).await else { return };
    while let Some(Ok((request, mut respond))) = connection.accept().await {
        let step = {
            let mut seen = seen.lock().unwrap();
            seen.requests.push(format!("{request:?}"));
            seen.step(steps)
        };
        let (Step::Send(bytes) | Step::Keep(bytes) | Step::Hang(bytes)) = &step else { panic!("{step:?}") };
        let end_of_head = bytes.windows(4).position(|bytes| bytes == b"\r\n\r\n").unwrap();
        let mut body = respond.send_response(http::Response::new(()), false).unwrap();
        body.send_data(bytes::Bytes::copy_from_slice(&bytes[end_of_head + 4..]), true).unwrap();
        match step {
            Step::Send(_) => connection.graceful_shutdown(),
            Step::Hang(_) => {
                // One call sends the response. Without further calls, the connection reads nothing and sends no pings.
                poll_fn(|context| Poll::Ready(connection.poll_closed(context).is_ready())).await;
                std::future::pending::<()>().await;
            }
            _ => {}
        }
    }
}
