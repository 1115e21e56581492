//! Runs a fault and renders its row.

use std::error::Error as StdError;

use dataarts_insight::{AccessKey, Client, Error, IamUser, ImportTask, Proxy, Response, Token, WaitError};
use tokio::time::{Duration, Instant};

use crate::{
    server::{Seen, Server, Step},
    table::{Act, Fault, Host},
};

/// The secret of all rows: the token, the keys or the password. No output may contain a part of it.
const SECRET: &str = "hunter2-hunter2";
/// How long after its deadline a result may come.
const LATE: Duration = Duration::from_millis(50);
/// The default time limit of a call.
const TOTAL: Duration = Duration::from_secs(60);
/// The longest Debug of an error with all of its causes, in bytes.
const MAX_DEBUG: usize = 16_000;
/// The longest text of an error, in bytes.
const MAX_TEXT: usize = 1024;

/// The credentials of a client.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Login {
    Token,
    /// A temporary access key. Each request is signed, and contains the security token.
    AccessKey,
    /// A user, whose password is sent to IAM. The server of the row is also IAM.
    Password,
}

pub(crate) async fn run(fault: &Fault, login: Login) -> String {
    let address = if fault.host == Host::Ipv6 { "::1" } else { "127.0.0.1" };
    let server = Server::start(address, fault.steps.clone(), fault.certificate_for, fault.is_http2).await;
    let (client, endpoint) = client(fault, &server, login);
    let mut row = format!("{}\n", fault.name);
    if let Ok(client) = client.as_ref().map_err(|error| row += &show_error(error, &endpoint)) {
        let task = client.import_task("t").unwrap();
        for call in warm_up(fault, client) {
            call.await.unwrap();
        }
        let started = Instant::now();
        let limit = match fault.act {
            Act::Get { .. } => {
                row += &show_response(task.get().await, &endpoint);
                TOTAL
            }
            Act::Wait(deadline) => {
                row += &show_wait(task.wait().deadline(deadline).await, &endpoint);
                deadline
            }
        };
        let elapsed = started.elapsed();
        row += &wrong(elapsed > limit + LATE, "comes after the deadline");
    }
    row + &show_seen(fault, login, &server.seen.lock().unwrap())
}

fn client(fault: &Fault, server: &Server, login: Login) -> (Result<Client, Error>, String) {
    let scheme = if server.authority.is_some() || fault.proxied { "https" } else { "http" };
    let port = server.port;
    let endpoint = match fault.host {
        Host::Ipv4 | Host::Ipv6 if fault.proxied => "https://dataarts.example".to_owned(),
        Host::Ipv4 => format!("{scheme}://127.0.0.1:{port}"),
        Host::Ipv6 => format!("{scheme}://[::1]:{port}"),
        // No resolver is asked: a label has at most 63 characters.
        Host::Unknown => format!("https://{}.example", "a".repeat(64)),
        Host::Refusing => "http://127.0.0.1:1".to_owned(),
    };
    let proxy = match fault.proxied {
        true => Proxy::url(format!("http://127.0.0.1:{port}")).unwrap(),
        false => Proxy::none(),
    };
    let builder = Client::builder().endpoint(&endpoint).project("p").workspace("w").proxy(proxy);
    let mut builder = match login {
        Login::Token => builder.token(Token::new(SECRET).unwrap()),
        Login::AccessKey => builder.access_key(AccessKey::temporary("AKID", SECRET, SECRET).unwrap()),
        Login::Password => {
            builder.iam_user(IamUser::new("reporter", SECRET, "account").unwrap()).iam_endpoint(&endpoint)
        }
    };
    if let Some(authority) = server.authority.as_ref().filter(|_| fault.trusted) {
        builder = builder.root_certificate(authority.as_bytes());
    }
    ((fault.settings)(builder).build(), endpoint)
}

/// Makes calls at the same time, so that the pool has a connection for each.
fn warm_up(fault: &Fault, client: &Client) -> Vec<tokio::task::JoinHandle<()>> {
    let Act::Get { after } = fault.act else { return Vec::new() };
    let calls = (0..after).map(|_| client.import_task("t").unwrap());
    calls
        .map(|task| {
            tokio::spawn(async move {
                // Without a token, the call fails, because the server of the row is also IAM and gives no token.
                let _ = task.get().await;
            })
        })
        .collect()
}

fn show_response(result: Result<Response<ImportTask>, Error>, endpoint: &str) -> String {
    match result {
        Ok(response) => {
            let facts = response.metadata();
            let unexpected = facts.unexpected_id().map(|id| format!(", unexpected ID {id}")).unwrap_or_default();
            let task = show_task(&response);
            format!("{task}    status {}, attempts {}{unexpected}\n", facts.status(), facts.attempts())
        }
        Err(error) => show_error(&error, endpoint),
    }
}

fn show_task(task: &ImportTask) -> String {
    let id = task.id.as_deref().unwrap_or("none");
    let shown = format!("    ok: {:?}, id {id}\n", task.status().unwrap());
    shown + &wrong(shows_secret(&format!("{task:?}")), "shows a secret")
}

fn show_error(error: &Error, endpoint: &str) -> String {
    let mut facts = vec![format!("{:?}", error.kind())];
    facts.push(if error.is_retryable() { "temporary" } else { "permanent" }.to_owned());
    facts.extend(error.status().map(|status| format!("status {status}")));
    facts.extend(error.error_code().map(|code| format!("code {code}")));
    facts.extend(error.request_id().map(|id| format!("request ID {id}")));
    facts.extend(error.retry_after().map(|pause| format!("Retry-After {pause:?}")));
    facts.push(format!("attempts {}", error.attempts()));
    show_text(error, &facts, endpoint)
}

fn show_wait(result: Result<ImportTask, WaitError>, endpoint: &str) -> String {
    let error = match result {
        Ok(task) => return show_task(&task),
        Err(error) => error,
    };
    let mut facts = vec![format!("{:?}", error.reason())];
    facts.extend(error.call().map(|call| format!("call {:?}", call.kind())));
    facts.extend(error.last_task().map(|task| format!("last {:?}", task.status().unwrap())));
    facts.push(format!("polls {}", error.polls()));
    show_text(&error, &facts, endpoint)
}

fn show_text(error: &(dyn StdError + 'static), facts: &[String], endpoint: &str) -> String {
    let text = error.to_string().replace(endpoint, "ENDPOINT");
    let text = match text.split_once("proxy http://127.0.0.1:") {
        Some((before, after)) => {
            format!("{before}proxy PROXY{}", after.trim_start_matches(|c: char| c.is_ascii_digit()))
        }
        None => text,
    };
    let shown = if text.len() <= MAX_TEXT { text.clone() } else { text.chars().take(100).collect::<String>() + "…" };
    // Escaped, because a terminal or an editor would obey or reorder some characters.
    let shown = shown.escape_debug().to_string().replace("\\\"", "\"").replace("\\'", "'");
    let printed = everything(error);
    format!("    {}\n    {shown}\n", facts.join(", "))
        + &wrong(shows_secret(&printed), "shows a secret")
        + &wrong(text.chars().any(is_control), "shows a control character")
        + &wrong(text.len() > MAX_TEXT, "has a long text")
        + &wrong(printed.len() > MAX_DEBUG, "has a long Debug")
}

/// Returns every output of an error and its causes.
fn everything(error: &(dyn StdError + 'static)) -> String {
    let mut printed = format!("{error:?} {error:#?}");
    let mut cause = Some(error);
    while let Some(error) = cause {
        printed += &format!("{error} {error:?}");
        cause = error.source();
    }
    printed
}

fn shows_secret(text: &str) -> bool {
    text.contains("hunter2") || text.contains("topsecret")
}

/// Whether a character controls a terminal or the direction of text.
fn is_control(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// Returns a line that stands out in the snapshot if what must never happen has happened.
fn wrong(happened: bool, what: &str) -> String {
    if happened { format!("    WRONG: {what}\n") } else { String::new() }
}

/// Renders what the server saw, and checks that the token is where it belongs.
fn show_seen(fault: &Fault, login: Login, seen: &Seen) -> String {
    // The service gets the token once in each request. A proxy gets no token, and no header contains a password.
    let places = |head: &str| usize::from(login != Login::Password && !head.starts_with("CONNECT "));
    let misplaced = seen.requests.iter().any(|head| head.matches(SECRET).count() != places(head));
    let of_connection = fault.steps.iter().any(|step| matches!(step, Step::Drop | Step::Garble(_)));
    let connections = if of_connection || seen.connections != seen.requests.len() {
        format!(" on {} connections", seen.connections)
    } else {
        String::new()
    };
    format!("    requests {}{connections}\n", seen.requests.len()) + &wrong(misplaced, "misplaces the token")
}
