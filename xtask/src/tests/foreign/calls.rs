//! Calls the code that is generated from `calls.yaml`.

use foreign_client::calls::client::{Client, Multipart, builder, types};
use reqwest::{Request, StatusCode, header::HeaderMap};

fn body(request: &Request) -> Option<String> {
    request.body().map(|body| String::from_utf8_lossy(body.as_bytes().unwrap_or_default()).into_owned())
}

fn media_type(request: &Request) -> Option<&str> {
    request.headers().get("content-type").map(|value| value.to_str().unwrap())
}

fn main() {
    let client = Client::new("http://a");

    // The ID is the ID of the contract, not the Rust name of the operation.
    assert_eq!(builder::ListTasksAll::OPERATION_ID, "listTasks-all");

    // A parameter outside the bounds of the contract is an error.
    let list = |level: i64, limit: i64| client.list_tasks_all().level(level).limit(limit);
    assert_eq!(list(1, 1).request().unwrap().url().as_str(), "http://a/tasks/1?limit=1");
    for (level, limit, expected) in [
        (0, 1, "`level` must be from 1 to 9, but is 0"),
        (10, 1, "`level` must be from 1 to 9, but is 10"),
        (1, 0, "`limit` must be from 1 to 100, but is 0"),
        (1, 101, "`limit` must be from 1 to 100, but is 101"),
    ] {
        assert_eq!(list(level, limit).request().unwrap_err().to_string(), expected);
    }
    let error = list(1, 1).sizes(vec![5, 6]).request().unwrap_err().to_string();
    assert_eq!(error, "`sizes` must be at most 5, but is 6");

    // A path parameter has the prefix of its style. The separators of a list in the query are not escaped.
    let styles = || client.styles().id(1).label("a b").items("1;items=2").labels("1,2").size("width=3").s("a b&c");
    let url = |request: Result<Request, _>| request.unwrap().url().to_string();
    assert_eq!(url(styles().request()), "http://a/styles/;id=1/.a%20b/;items=1;items=2/.1,2/;width=3?s=a%20b%26c");
    let sent = url(styles().c("a b,1&2,%2C").p("1|2").text("a b,c").request());
    assert_eq!(sent.split_once('?').unwrap().1, "c=a+b,1%262,%252C&p=1%7C2&s=a%20b%26c&text=a+b%2Cc");
    let plain = client.plain().id(1).label("a").items("1,2").labels("3").size("4");
    assert_eq!(url(plain.request()), "http://a/styles/1/a/1,2/3/4");

    // A number in a body outside the bounds of the contract is an error.
    let task = types::Task { size: types::Size(3), sizes: vec![2], inner: Some(types::TaskInner { level: Some(7) }) };
    let create = |task: types::Task| client.create().level(1).body(task).request();
    let sent = create(task.clone()).unwrap();
    assert_eq!(body(&sent).unwrap(), r#"{"inner":{"level":7},"size":3,"sizes":[2]}"#);
    for (wrong, expected) in [
        (types::Task { size: types::Size(4), ..task.clone() }, "`Size` must be from -3 to 3, but is 4"),
        (types::Task { sizes: vec![2, 1], ..task.clone() }, "`sizes` must be at least 2, but is 1"),
        (types::Task { inner: Some(types::TaskInner { level: Some(8) }), ..task }, "`level` must be at most 7, but is 8"),
    ] {
        assert_eq!(create(wrong).unwrap_err().to_string(), expected);
    }

    // An optional body is sent only if the caller sets the body.
    let without = client.create().level(1).request().unwrap();
    assert_eq!((body(&without), media_type(&without)), (None, None));
    let without = client.form().level(1).request().unwrap();
    assert_eq!((body(&without), media_type(&without)), (None, None));
    let form = client.form().level(1).body(types::FormBody { ids: vec!["a b".into(), "c".into()] }).request().unwrap();
    assert_eq!(body(&form).unwrap(), "ids=a+b&ids=c");

    // A successful response with the status 204 has no body, so the result is `None`.
    let decode = |status: StatusCode, body: &str| {
        builder::ListTasksAll::decode(status, &HeaderMap::new(), body.as_bytes())
    };
    assert!(decode(StatusCode::NO_CONTENT, "").unwrap().is_none());
    assert!(decode(StatusCode::OK, r#"{"size": 99}"#).unwrap().is_some());
    assert!(decode(StatusCode::OK, "{").is_err() && decode(StatusCode::BAD_GATEWAY, "").is_err());

    // The boundary gets the number 1, because a part contains the text `client-boundary`.
    let parts = Multipart::new().text("a\"b", "client-boundary").file("file", "f.csv", "text/csv", b"1,2".to_vec());
    let upload = client.upload().level(1).body(parts).request().unwrap();
    assert_eq!(media_type(&upload), Some("multipart/form-data; boundary=client-boundary-1"));
    let expected = "--client-boundary-1\r\nContent-Disposition: form-data; name=\"a%22b\"\r\n\r\nclient-boundary\r\n\
        --client-boundary-1\r\nContent-Disposition: form-data; name=\"file\"; filename=\"f.csv\"\r\nContent-Type: text/csv\r\n\
        \r\n1,2\r\n--client-boundary-1--\r\n";
    assert_eq!(body(&upload).unwrap(), expected);
    let own = client.upload().level(1).body("--mine\r\n\r\n--mine--\r\n").request().unwrap();
    assert_eq!(media_type(&own), Some("multipart/form-data; boundary=mine"));
}
