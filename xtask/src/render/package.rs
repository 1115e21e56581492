//! `Cargo.toml`, `README.md` and `src/lib.rs` of a client crate for a contract that is not part of this workspace.
//!
//! The dependencies are copied from `crates/client`, the client of this workspace.

use crate::render::client::escape;

const CLIENT: &str = include_str!("../../../crates/client/Cargo.toml");
const WORKSPACE: &str = include_str!("../../../Cargo.toml");

/// Returns `Cargo.toml`. Its features, dependencies and versions of dependencies are those of `crates/client`.
///
/// A client of another contract needs no more dependencies, because dates and UUIDs are strings in all clients (see
/// [`crate::passes::formats`]).
#[must_use]
pub fn manifest(name: &str, title: &str) -> String {
    let mut text = format!(
        "[package]\nname = \"{name}\"\ndescription = {}\nversion = \"0.1.0\"\n{}{}publish = false\n\n",
        quoted(&format!("Generated client of {title}")),
        line_of(WORKSPACE, "edition").unwrap_or_default(),
        line_of(WORKSPACE, "rust-version").unwrap_or_default(),
    );
    let sections = CLIENT.split_once("[features]").map_or("", |(_, rest)| rest);
    let sections = sections.split_once("[lints]").map_or(sections, |(before, _)| before);
    text += "[features]";
    for line in sections.lines().filter(|line| !line.starts_with('#')) {
        text += &dependency(line).unwrap_or_else(|| line.to_owned());
        text.push('\n');
    }
    // With the line `[workspace]`, the crate is a separate workspace. Without it, cargo would search for a workspace in
    // the parent folders. To add the crate to a workspace, the user deletes the line.
    text + "[workspace]\n"
}

/// Replaces `workspace = true` in a dependency line by the version in the workspace. For example,
/// `http.workspace = true` gives `http = "1"`.
fn dependency(line: &str) -> Option<String> {
    let (name, own) = match line.split_once(".workspace = true") {
        Some((name, _)) => (name, None),
        None => {
            let (name, own) = line.split_once(" = { workspace = true, ")?;
            (name, own.strip_suffix(" }"))
        }
    };
    let line = line_of(WORKSPACE, name)?;
    let value = line.split_once(" = ")?.1.trim();
    let value = match (own, value.strip_suffix(" }")) {
        (None, _) => value.to_owned(),
        (Some(own), Some(start)) => format!("{start}, {own} }}"),
        (Some(own), None) => format!("{{ version = {value}, {own} }}"),
    };
    Some(format!("{name} = {value}"))
}

/// Returns the first line that sets a key.
fn line_of(text: &str, key: &str) -> Option<String> {
    let start = format!("{key} = ");
    text.lines().find(|line| line.starts_with(&start)).map(|line| format!("{line}\n"))
}

/// Returns `src/lib.rs`.
#[must_use]
pub fn library(title: &str) -> String {
    format!(
        "//! The generated client of {}: its types and operations.\n//!\n//! Each operation of [`Client`] is a builder. Most have \
         the method `request`, which makes the HTTP request, and the\n//! function `decode`, which reads the response. An \
         operation whose response is a stream has `send`. This crate does\n//! not retry or wait, and adds no \
         credentials.\n\nmod generated;\n\npub use generated::client::*;\n",
        escape(title)
    )
}

/// Returns `README.md`.
#[must_use]
pub fn readme(name: &str, title: &str, contract: &str) -> String {
    format!(
        "# {name}\n\nA client of {}, generated from `{contract}`.\n\n- `src/generated` is generated: do not edit it.\n- \
         `effective.json` is the contract that the client is generated from: what it does not restrict, and what it leaves\n  \
         out (`x-client-notes`).\n- The other files are yours. They are written once.\n\n`{}::Client` makes the requests of \
         the operations and decodes the responses; any HTTP client can send them.\n",
        escape(title),
        name.replace('-', "_"),
    )
}

/// Returns a text as a TOML string.
fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}
