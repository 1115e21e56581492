use std::sync::Mutex;

use super::*;

/// A transport that stores the header names of the request and returns `reply`.
#[derive(Debug)]
struct Canned {
    seen: Mutex<Vec<String>>,
    reply: fn() -> Result<http::Response<Bytes>, Failure>,
}

impl Transport for Canned {
    fn send<'a>(&'a self, request: Request, operation: &'static str) -> Sending<'a> {
        let names = request.headers().keys().map(ToString::to_string);
        self.seen.lock().unwrap().extend(names.chain([operation.to_owned()]));
        Box::pin(async { (self.reply)() })
    }
}

/// Runs the operation. The transport never waits, so one poll is enough.
fn call(
    reply: fn() -> Result<http::Response<Bytes>, Failure>,
) -> (Result<crate::types::ImportTask, Error>, Vec<String>) {
    let canned = Arc::new(Canned { seen: Mutex::default(), reply });
    // Nothing is sent, but a client cannot be built without TLS settings.
    let http = crate::tls::configure(reqwest::Client::builder(), &[]).unwrap().build().unwrap();
    let client = Client::new_with_client("http://127.0.0.1", http, Context::new(canned.clone()));
    let sending = client.show_import_task().project_id("p").task_id("t").x_workspace_id("w").send();
    let mut sending = Box::pin(sending);
    let mut waker = std::task::Context::from_waker(std::task::Waker::noop());
    let std::task::Poll::Ready(result) = sending.as_mut().poll(&mut waker) else { panic!("the operation waits") };
    let seen = canned.seen.lock().unwrap().clone();
    (result.map(progenitor_client::ResponseValue::into_inner), seen)
}

#[test]
fn transport_gets_request_without_progenitors_header() {
    let (result, seen) = call(|| Ok(http::Response::new(Bytes::from_static(br#"{"status":4}"#))));
    assert_eq!(result.unwrap().status, Some(4));
    assert!(seen.contains(&"x-workspace-id".to_owned()), "{seen:?}");
    assert!(seen.contains(&"show_import_task".to_owned()), "{seen:?}");
    assert!(!seen.contains(&"api-version".to_owned()), "{seen:?}");
}

#[test]
fn failure_of_the_transport_fails_the_operation() {
    let (result, _) = call(|| Err(Failure::new("the cable is cut")));
    let error = result.unwrap_err();
    assert!(matches!(&error, Error::Custom(reason) if reason == "the cable is cut"), "{error:?}");
}

#[test]
fn undeclared_status_keeps_its_response() {
    let (result, _) = call(|| {
        let mut response = http::Response::new(Bytes::from_static(b"<html>"));
        *response.status_mut() = http::StatusCode::BAD_GATEWAY;
        Ok(response)
    });
    assert_eq!(result.unwrap_err().status(), Some(http::StatusCode::BAD_GATEWAY));
}
