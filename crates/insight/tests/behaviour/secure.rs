//! TLS: which servers the client trusts.

use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};

use dataarts_insight::{Client, ClientBuilder, Error, ErrorKind, ImportTask, Response, Token};
use rcgen::{CertificateParams, CertifiedIssuer, KeyPair};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpListener,
};
use tokio_rustls::{
    TlsAcceptor,
    rustls::{ServerConfig, crypto::ring, pki_types::PrivateKeyDer},
};

/// Starts an https server with a certificate for `name`. Returns its URL, the PEM text of its certificate authority, and
/// its number of connections.
async fn start(name: &str) -> (String, String, Arc<AtomicUsize>) {
    let mut params = CertificateParams::default();
    params.is_ca = rcgen::IsCa::Ca(rcgen::BasicConstraints::Unconstrained);
    let issuer = CertifiedIssuer::self_signed(params, KeyPair::generate().unwrap()).unwrap();
    let key = KeyPair::generate().unwrap();
    let certificate = CertificateParams::new([name.to_owned()]).unwrap().signed_by(&key, &issuer).unwrap();
    let config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![certificate.der().clone()], PrivateKeyDer::try_from(key.serialize_der()).unwrap())
        .unwrap();
    let acceptor = TlsAcceptor::from(Arc::new(config));
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let endpoint = format!("https://127.0.0.1:{}", listener.local_addr().unwrap().port());
    let connections = Arc::new(AtomicUsize::new(0));
    let count = connections.clone();
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            count.fetch_add(1, Ordering::Relaxed);
            let Ok(mut stream) = acceptor.accept(stream).await else { continue };
            let mut head = [0; 1024];
            let _ = stream.read(&mut head).await;
            let answer = b"HTTP/1.1 200 OK\r\nContent-Length: 12\r\nConnection: close\r\n\r\n{\"status\":1}";
            let _ = stream.write_all(answer).await;
            let _ = stream.shutdown().await;
        }
    });
    (endpoint, issuer.pem(), connections)
}

fn builder(endpoint: &str) -> ClientBuilder {
    Client::builder().endpoint(endpoint).project("p").workspace("w").token(Token::new("hunter2").unwrap())
}

async fn get(builder: ClientBuilder) -> Result<Response<ImportTask>, Error> {
    builder.build().unwrap().import_task("t").unwrap().get().await
}

#[tokio::test]
async fn trusts_added_certificate_authority() {
    let (endpoint, authority, _) = start("127.0.0.1").await;
    get(builder(&endpoint).root_certificate(authority)).await.unwrap();
}

#[tokio::test]
async fn does_not_retry_after_untrusted_certificate() {
    let (endpoint, _, connections) = start("127.0.0.1").await;
    let error = get(builder(&endpoint)).await.unwrap_err();
    assert_eq!((error.kind(), connections.load(Ordering::Relaxed)), (ErrorKind::Tls, 1), "{error:?}");
    assert!(!error.is_retryable());
}

#[tokio::test]
async fn does_not_retry_after_certificate_of_another_name() {
    let (endpoint, authority, connections) = start("other.example").await;
    let error = get(builder(&endpoint).root_certificate(authority)).await.unwrap_err();
    assert_eq!((error.kind(), connections.load(Ordering::Relaxed)), (ErrorKind::Tls, 1), "{error:?}");
}

#[tokio::test]
async fn does_not_retry_with_server_without_tls() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let endpoint = format!("https://{}", listener.local_addr().unwrap());
    let count = Arc::new(AtomicUsize::new(0));
    let connections = count.clone();
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            count.fetch_add(1, Ordering::Relaxed);
            let _ = stream.read(&mut [0; 1024]).await;
            let _ = stream.write_all(b"HTTP/1.1 400 Bad Request\r\n\r\n").await;
        }
    });
    let error = get(builder(&endpoint)).await.unwrap_err();
    assert_eq!((error.kind(), connections.load(Ordering::Relaxed)), (ErrorKind::Tls, 1), "{error:?}");
}

#[tokio::test]
async fn refuses_invalid_root_certificate() {
    let error = builder("https://127.0.0.1:1").root_certificate("no PEM").build().unwrap_err();
    assert!(error.is_invalid_input(), "{error}");
}
