//! The mock verifies the client's signatures. The client and the mock share no signature code.

use dataarts_insight::{AccessKey, Client, ErrorKind};
use dataarts_insight_mock::{Mock, Script};

const SECRET: &str = "hunter2";

#[tokio::test]
async fn the_mock_accepts_signatures_of_its_key_only() {
    // The client must escape some characters of this ID in the URL.
    let id = "a b+c~\u{e9}";
    let mock = Mock::builder().access_key("AKID", SECRET).task(Script::ending(id, "Succeeded")).start().await.unwrap();
    let get = async |key: AccessKey| {
        let client = Client::builder().endpoint(mock.endpoint()).project("p").workspace(mock.workspace());
        client.access_key(key).build().unwrap().import_task(id).unwrap().get().await
    };
    get(AccessKey::new("AKID", SECRET).unwrap()).await.unwrap();
    get(AccessKey::temporary("AKID", SECRET, "security-token").unwrap()).await.unwrap();
    for (key, says) in [
        (AccessKey::new("AKID", "other").unwrap(), "verify aksk signature fail"),
        (AccessKey::new("OTHER", SECRET).unwrap(), "ak not exist"),
    ] {
        let error = get(key).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Unauthenticated);
        assert!(error.to_string().contains(says), "{error}");
    }
}
