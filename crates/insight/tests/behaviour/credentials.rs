//! What authorizes requests: access keys, and credentials that are renewed.

use std::sync::atomic::{AtomicU32, Ordering};

use dataarts_insight::{
    AccessKey, Credentials, ErrorKind, Token,
    credentials::{Authorization, Authorizing},
};

use crate::server::{Reply, Server, status, task};

const SECRET: &str = "hunter2-secret-key";
const SECURITY_TOKEN: &str = "hunter2-security-token";

fn rejection(code: &str) -> Reply {
    let body = format!(r#"{{"error_code":"APIGW.{code}","error_msg":"no"}}"#);
    status("401 Unauthorized", "Date: Sun, 09 Sep 2001 01:46:40 GMT\r\n", &body)
}

/// Tokens `t1`, `t2`, …: a new one after each rejection.
#[derive(Debug)]
struct Renewing(AtomicU32);

impl Credentials for Renewing {
    fn authorization(&self) -> Authorizing<'_> {
        let token = Token::new(format!("t{}", self.0.load(Ordering::Relaxed)));
        Box::pin(async move { token.map(Authorization::from) })
    }

    fn rejected(&self, _: &Authorization) -> bool {
        self.0.fetch_add(1, Ordering::Relaxed);
        true
    }
}

#[tokio::test]
async fn access_key_signs_each_request_and_is_not_sent() {
    let server = Server::start([task(1)]).await;
    let key = AccessKey::temporary("AKID", SECRET, SECURITY_TOKEN).unwrap();
    let client = server.builder().access_key(key).build().unwrap();
    client.import_task("t").unwrap().get().await.unwrap();
    let request = server.requests().concat();
    let signature = "authorization: SDK-HMAC-SHA256 Access=AKID, \
                     SignedHeaders=host;x-project-id;x-sdk-date;x-security-token;x-workspace-id, Signature=";
    for part in [signature, "x-project-id: p\r\n", "x-security-token: hunter2-security-token\r\n"] {
        assert!(request.contains(part), "{request}");
    }
    assert!(!request.contains(SECRET) && !request.contains("x-auth-token"), "{request}");
    assert!(!format!("{client:?}").contains("hunter2"), "{client:?}");
}

#[tokio::test]
async fn error_of_a_rejected_signature_tells_the_clock_skew() {
    let server = Server::start([rejection("0303")]).await;
    let client = server.builder().access_key(AccessKey::new("AKID", SECRET).unwrap()).build().unwrap();
    let error = client.import_task("t").unwrap().get().await.unwrap_err();
    assert_eq!((error.kind(), server.requests().len()), (ErrorKind::Unauthenticated, 1));
    assert!(error.to_string().contains("minutes ahead of that of the service"), "{error}");
}

#[tokio::test]
async fn rejected_credentials_are_renewed_once_in_a_call() {
    let server = Server::start([rejection("0307"), task(1), rejection("0301"), rejection("0301")]).await;
    let client = server.builder().credentials(Renewing(AtomicU32::new(1))).build().unwrap();
    let handle = client.import_task("t").unwrap();
    handle.get().await.unwrap();
    assert_eq!(handle.get().await.unwrap_err().kind(), ErrorKind::Unauthenticated);
    let tokens: Vec<String> = server
        .requests()
        .iter()
        .map(|request| request.lines().find_map(|line| line.strip_prefix("x-auth-token: ")).unwrap().to_owned())
        .collect();
    assert_eq!(tokens, ["t1", "t2", "t2", "t3"]);
}

#[tokio::test]
async fn a_fixed_token_is_not_sent_again_after_its_rejection() {
    let server = Server::start([rejection("0307")]).await;
    let error = server.client().import_task("t").unwrap().get().await.unwrap_err();
    assert_eq!((error.kind(), server.requests().len()), (ErrorKind::Unauthenticated, 1));
}
