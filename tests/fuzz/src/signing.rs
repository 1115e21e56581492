//! Signatures of requests.

use std::time::{Duration, SystemTime};

use dataarts_insight::{AccessKey, generated_client};
use http::header;
use reqwest::Url;

/// Signs a request with any path, query and values. The first line is the path, the second line is the query, the rest is
/// the body.
pub fn signing(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    let mut parts = text.splitn(3, '\n');
    let mut next = || parts.next().unwrap_or_default();
    let (path, query, body) = (next(), next(), next());
    let mut url = Url::parse("https://dataarts.example").expect("a URL");
    url.set_path(path);
    url.set_query(Some(query).filter(|query| !query.is_empty()));
    let signature = sign(&url, body);
    assert_eq!(signature, sign(&url, body), "a signature does not depend on anything else");
    assert!(signature.len() == 64 && signature.bytes().all(|byte| byte.is_ascii_hexdigit()), "{signature}");
    // The order of parameters does not matter.
    let reversed: Vec<&str> = url.query().unwrap_or_default().rsplit('&').collect();
    let mut other = url.clone();
    other.set_query(url.query().map(|_| reversed.join("&")).as_deref());
    assert_eq!(signature, sign(&other, body), "{url} and {other}");
    // Every other part does.
    other.set_path(&format!("{}/x", url.path()));
    assert_ne!(signature, sign(&other, body), "{other}");
    assert_ne!(signature, sign(&url, &format!("{body}x")), "{body:?}");
}

/// Returns the signature of a request.
fn sign(url: &Url, body: &str) -> String {
    let api = generated_client::Client::new("https://dataarts.example");
    let request = api.show_import_task().project_id("p").task_id("t").x_workspace_id("w").request();
    let mut request = request.expect("a request");
    *request.url_mut() = url.clone();
    *request.body_mut() = Some(body.to_owned().into());
    let key = AccessKey::new("AK", "SK").expect("a key");
    key.sign(&mut request, SystemTime::UNIX_EPOCH + Duration::from_secs(1_740_475_800));
    let value = request.headers().get(header::AUTHORIZATION).expect("a signature").to_str().expect("ASCII");
    assert!(value.starts_with("SDK-HMAC-SHA256 Access=AK, SignedHeaders=host;"), "{value}");
    value.rsplit('=').next().unwrap_or_default().to_owned()
}
