//! Whom the client trusts.

use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};

use dataarts_insight::{Client, ClientBuilder, Error, ErrorKind, ImportTask, Token};
use rcgen::{CertificateParams, CertifiedIssuer, KeyPair};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpListener,
};
use tokio_rustls::{
    TlsAcceptor,
    rustls::{ServerConfig, crypto::ring, pki_types::PrivateKeyDer},
};

/// An https server with a certificate for `name`, the PEM text of who issued it, and how many connections it had.
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

async fn get(builder: ClientBuilder) -> Result<ImportTask, Error> {
    builder.build().unwrap().import_task("t").unwrap().get().await
}

#[tokio::test]
async fn an_authority_of_ones_own_is_trusted_when_told() {
    let (endpoint, authority, _) = start("127.0.0.1").await;
    get(builder(&endpoint).root_certificate(authority)).await.unwrap();
}

#[tokio::test]
async fn a_certificate_that_is_not_trusted_is_final() {
    let (endpoint, _, connections) = start("127.0.0.1").await;
    let error = get(builder(&endpoint)).await.unwrap_err();
    assert_eq!((error.kind(), connections.load(Ordering::Relaxed)), (ErrorKind::Tls, 1), "{error:?}");
    assert!(!error.is_retryable());
}

#[tokio::test]
async fn a_certificate_of_another_name_is_final() {
    let (endpoint, authority, connections) = start("other.example").await;
    let error = get(builder(&endpoint).root_certificate(authority)).await.unwrap_err();
    assert_eq!((error.kind(), connections.load(Ordering::Relaxed)), (ErrorKind::Tls, 1), "{error:?}");
}

#[tokio::test]
async fn a_server_without_tls_is_final() {
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
async fn what_is_no_certificate_is_refused() {
    let error = builder("https://127.0.0.1:1").root_certificate("no PEM").build().unwrap_err();
    assert!(error.is_invalid_input(), "{error}");
}
