//! What authorizes requests: access keys, and credentials that are renewed.

use std::{
    sync::atomic::{AtomicU32, Ordering},
    time::Duration,
};

use dataarts_insight::{
    AccessKey, Client, Credentials, ErrorKind, IamUser, Token, credentials,
    credentials::{Authorization, Authorizing},
};

use crate::server::{Reply, Server, ok, status, task};

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

const PASSWORD: &str = "hunter2 \"p\u{e4}ss\"/&<";

/// Returns a token that expires a day after the `Date` of the response.
fn issued(token: &str) -> Reply {
    let headers = format!("X-Subject-Token: {token}\r\nDate: Fri, 03 Jan 2020 09:05:22 GMT\r\n");
    status("201 Created", &headers, r#"{"token":{"expires_at":"2020-01-04T09:05:22.701000Z"}}"#)
}

fn projects(names: &[&str]) -> Reply {
    let project = |name: &&str| format!(r#"{{"id":"id-of-{name}","name":"{name}","enabled":true}}"#);
    let list: Vec<String> = names.iter().map(project).collect();
    ok(&format!(r#"{{"links":{{"next":null}},"projects":[{}]}}"#, list.join(",")))
}

/// Returns a client with an IAM user.
fn user_client(service: &Server, iam: &Server) -> Client {
    let user = IamUser::new("reporter", PASSWORD, "account").unwrap();
    service.builder().iam_user(user).iam_endpoint(iam.address()).build().unwrap()
}

/// Asserts that no output contains a part of the password.
fn assert_hidden(client: &Client, error: &dataarts_insight::Error) {
    let printed = format!("{client:?} {error} {error:?}");
    assert!(!printed.contains("hunter2") && !printed.contains("p\u{e4}ss"), "{printed}");
}

#[tokio::test]
async fn password_is_exchanged_once_for_a_token_of_the_project() {
    let (service, iam) = (Server::start([task(1)]).await, Server::start([issued("t1")]).await);
    let client = user_client(&service, &iam);
    let handle = client.import_task("t").unwrap();
    let (first, second) = tokio::join!(handle.get(), handle.get());
    assert!(first.is_ok() && second.is_ok());
    let requests = iam.requests();
    assert_eq!(requests.len(), 1);
    assert!(requests[0].starts_with("POST /v3/auth/tokens?nocatalog=true "), "{requests:?}");
    let body: serde_json::Value = serde_json::from_str(requests[0].split_once("\r\n\r\n").unwrap().1).unwrap();
    let user = serde_json::json!({ "name": "reporter", "password": PASSWORD, "domain": { "name": "account" } });
    let identity = serde_json::json!({ "methods": ["password"], "password": { "user": user } });
    let auth = serde_json::json!({ "identity": identity, "scope": { "project": { "id": "p" } } });
    assert_eq!(body, serde_json::json!({ "auth": auth }));
    let sent = service.requests().concat();
    assert!(sent.contains("x-auth-token: t1\r\n") && !sent.contains("hunter2"), "{sent}");
}

#[tokio::test]
async fn token_is_renewed_after_a_rejection() {
    let service = Server::start([rejection("0301"), task(1)]).await;
    let iam = Server::start([issued("t1"), issued("t2")]).await;
    user_client(&service, &iam).import_task("t").unwrap().get().await.unwrap();
    assert!(service.requests()[1].contains("x-auth-token: t2\r\n"));
    assert_eq!(iam.requests().len(), 2);
}

#[tokio::test(start_paused = true)]
async fn wrong_password_is_sent_once() {
    let body = r#"{"error":{"code":401,"message":"The username or password is wrong.","title":"Unauthorized"}}"#;
    let iam = Server::start([status("401 Unauthorized", "X-IAM-Trace-Id: trace\r\n", body)]).await;
    let service = Server::start([task(1)]).await;
    let client = user_client(&service, &iam);
    for _ in 0..3 {
        let error = client.import_task("t").unwrap().get().await.unwrap_err();
        assert_eq!((error.kind(), error.request_id()), (ErrorKind::Unauthenticated, Some("trace")));
        let text = error.to_string();
        for part in ["The username or password is wrong.", "create_token at", "check the IAM user"] {
            assert!(text.contains(part), "{text}");
        }
        assert_hidden(&client, &error);
    }
    assert_eq!((iam.requests().len(), service.requests().len()), (1, 0));
}

#[tokio::test(start_paused = true)]
async fn call_waits_for_iam_within_its_deadline() {
    let down = status("503 Service Unavailable", "", PASSWORD);
    let (service, iam) = (Server::start([task(1)]).await, Server::start([down.clone(), down, issued("t1")]).await);
    user_client(&service, &iam).import_task("t").unwrap().get().await.unwrap();
    assert_eq!((iam.requests().len(), service.requests().len()), (3, 1));
}

#[tokio::test(start_paused = true)]
async fn unusable_answers_of_iam_are_errors_without_the_password() {
    let echo = format!(r#"{{"error":{{"code":400,"message":"{}"}}}}"#, PASSWORD.replace('"', "\\\""));
    for (reply, kind) in [
        (status("201 Created", "", "{}"), ErrorKind::InvalidResponse),
        (status("400 Bad Request", "", &echo), ErrorKind::Rejected),
        (status("302 Found", "Location: https://evil.example/\r\n", ""), ErrorKind::Redirect),
        (Reply::Send(b"no HTTP\r\n\r\n".to_vec()), ErrorKind::InvalidResponse),
    ] {
        let (service, iam) = (Server::start([task(1)]).await, Server::start([reply]).await);
        let client = user_client(&service, &iam);
        let error = client.import_task("t").unwrap().get().await.unwrap_err();
        assert_eq!((error.kind(), iam.requests().len(), service.requests().len()), (kind, 1, 0), "{error}");
        assert_hidden(&client, &error);
    }
}

#[tokio::test]
async fn project_is_looked_up_once_by_the_region() {
    let (service, iam) =
        (Server::start([task(1)]).await, Server::start([projects(&["cn-north-4", "cn-north-4_a"])]).await);
    let client = Client::builder()
        .endpoint(service.address())
        .iam_endpoint(iam.address())
        .region(dataarts_insight::Region::CN_NORTH_4)
        .workspace("w")
        .access_key(AccessKey::new("AKID", SECRET).unwrap())
        .build()
        .unwrap();
    assert_eq!(client.project(), None);
    let handle = client.import_task("t").unwrap();
    let (first, second) = tokio::join!(handle.get(), handle.get());
    assert!(first.is_ok() && second.is_ok());
    let requests = iam.requests();
    assert_eq!(requests.len(), 1);
    assert!(requests[0].starts_with("GET /v3/projects?name=cn-north-4 ") && requests[0].contains("SDK-HMAC-SHA256"));
    assert!(service.requests()[0].starts_with("GET /v1/id-of-cn-north-4/"));
    assert!(service.requests()[0].contains("x-project-id: id-of-cn-north-4\r\n"));
    assert_eq!(client.project().unwrap().as_str(), "id-of-cn-north-4");
}

#[tokio::test(start_paused = true)]
async fn the_lookup_of_the_project_is_a_part_of_the_call() {
    let stalls = Server::start([Reply::Stall(Vec::new())]).await;
    let service = Server::start([task(1)]).await;
    let client = Client::builder()
        .endpoint(service.address())
        .iam_endpoint(stalls.address())
        .region(dataarts_insight::Region::CN_NORTH_4)
        .workspace("w")
        .access_key(AccessKey::new("AKID", SECRET).unwrap())
        .total_timeout(Duration::from_secs(7))
        .build()
        .unwrap();
    let started = tokio::time::Instant::now();
    let error = client.import_task("t").unwrap().get().await.unwrap_err();
    assert!(error.is_timeout(), "{error}");
    assert!(started.elapsed() <= Duration::from_millis(7050), "{:?}", started.elapsed());
}

#[tokio::test]
async fn no_project_and_two_projects_are_errors_that_are_not_repeated() {
    for (names, says) in [(&[][..], "no project in the region"), (&["cn-north-4"; 2][..], "2 projects with the name")] {
        let (service, iam) = (Server::start([task(1)]).await, Server::start([projects(names)]).await);
        let client = Client::builder()
            .endpoint(service.address())
            .iam_endpoint(iam.address())
            .region(dataarts_insight::Region::CN_NORTH_4)
            .workspace("w")
            .token(Token::new("t").unwrap())
            .build()
            .unwrap();
        for _ in 0..2 {
            let error = client.import_task("t").unwrap().get().await.unwrap_err();
            assert!(error.to_string().contains(says) && error.to_string().contains("set the project ID"), "{error}");
        }
        assert_eq!(iam.requests().len(), 1);
    }
}

#[test]
fn iam_endpoint_is_not_guessed_for_a_custom_endpoint() {
    let user = || IamUser::new("u", PASSWORD, "d").unwrap();
    let builder = || Client::builder().endpoint("https://service.example").project("p").workspace("w").iam_user(user());
    let error = builder().build().unwrap_err();
    assert_eq!(error.missing_setting(), Some(dataarts_insight::Setting::IamEndpoint));
    assert!(error.to_string().contains("DATAARTS_INSIGHT_IAM_ENDPOINT"), "{error}");
    let error = builder().iam_endpoint("http://iam.example").build().unwrap_err();
    assert!(error.to_string().starts_with("IAM: the endpoint is plain http"), "{error}");
}

#[tokio::test]
async fn callback_gives_the_token_of_each_request() {
    let server = Server::start([rejection("0307"), task(1), task(1)]).await;
    let calls = std::sync::Arc::new(AtomicU32::new(0));
    let counter = calls.clone();
    let callback = credentials::from_fn(move || {
        let count = counter.fetch_add(1, Ordering::Relaxed);
        async move {
            if count == 2 {
                return Err("the vault is closed".into());
            }
            Ok(Token::new(format!("t{count}"))?)
        }
    });
    let client = server.builder().credentials(callback).build().unwrap();
    let handle = client.import_task("t").unwrap();
    handle.get().await.unwrap();
    let error = handle.get().await.unwrap_err();
    assert_eq!((error.kind(), calls.load(Ordering::Relaxed)), (ErrorKind::Unauthenticated, 3));
    assert_eq!(std::error::Error::source(&error).unwrap().to_string(), "the vault is closed");
    let requests = server.requests();
    assert_eq!(requests.len(), 2);
    assert!(requests[0].contains("x-auth-token: t0\r\n") && requests[1].contains("x-auth-token: t1\r\n"));
}
