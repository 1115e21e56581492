//! The influence of environment variables. Each case starts this test binary again with its own variables, because a
//! process should not change its own environment.

use std::process::Command;

use dataarts_insight::{Client, RetryPolicy, Token};

use crate::server::{Server, TOKEN, status, task};

/// Runs `child` in a process with only these variables, and waits for its end.
async fn get_elsewhere(endpoint: &str, variables: &[(&str, &str)]) {
    let mut child = Command::new(std::env::current_exe().unwrap());
    child.args(["--exact", "environment::child", "--ignored"]).env_clear();
    child.env("DATAARTS_INSIGHT_ENDPOINT", endpoint).envs(variables.iter().copied());
    let done = tokio::task::spawn_blocking(move || child.output()).await.unwrap().unwrap();
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stdout));
}

#[tokio::test]
#[ignore = "started by the other tests in a process of its own"]
async fn child() {
    let Ok(endpoint) = std::env::var("DATAARTS_INSIGHT_ENDPOINT") else { return };
    let builder =
        Client::builder().endpoint(endpoint).allow_http().project("p").workspace("w").retry(RetryPolicy::off());
    let client = builder.token(Token::new(TOKEN).unwrap()).build().unwrap();
    // The servers record the effect.
    let _ = client.import_task("t").unwrap().get().await;
}

#[tokio::test]
async fn ignores_proxy_for_plain_http() {
    // With and without a proxy for https: reqwest reads the environment only if no proxy is configured.
    let for_http = ["http_proxy", "HTTP_PROXY"];
    for names in [for_http.to_vec(), [&for_http[..], &["ALL_PROXY", "all_proxy", "HTTPS_PROXY"]].concat()] {
        let (server, proxy) = (Server::start([task(1)]).await, Server::start([task(1)]).await);
        let variables: Vec<_> = names.iter().map(|name| (*name, proxy.address())).collect();
        get_elsewhere(server.address(), &variables).await;
        assert_eq!((server.requests().len(), proxy.requests().len()), (1, 0), "{names:?}");
    }
}

#[tokio::test]
async fn https_goes_through_the_proxy_as_a_tunnel() {
    let proxy = Server::start([status("502 No", "", "")]).await;
    get_elsewhere("https://dataarts.example", &[("HTTPS_PROXY", proxy.address())]).await;
    let requests = proxy.requests();
    assert!(requests[0].starts_with("CONNECT dataarts.example:443 "), "{requests:?}");
    assert!(!requests.concat().contains(TOKEN), "{requests:?}");
}

#[tokio::test]
async fn no_proxy_excludes_hosts() {
    let proxy = Server::start([status("502 No", "", "")]).await;
    get_elsewhere("https://127.0.0.1:1", &[("HTTPS_PROXY", proxy.address()), ("NO_PROXY", "127.0.0.1")]).await;
    assert!(proxy.requests().is_empty());
}
