//! The handwritten files of a client crate that is written for a contract outside of the workspace. What they have in
//! common with the workspace's own client is copied from there.

/// The interface to the code that sends requests.
pub const HOOKS: &str = include_str!("../../../crates/client/src/hooks.rs");

const TLS: &str = include_str!("../../../crates/client/src/tls.rs");
const CLIENT: &str = include_str!("../../../crates/client/Cargo.toml");
const WORKSPACE: &str = include_str!("../../../Cargo.toml");

/// The manifest: the features and dependencies of the workspace's own client, with the versions of the workspace. The
/// output needs no others: dates, UUIDs and patterns stay strings (see [`crate::passes::formats`]).
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
    // The crate is no member of a workspace above it. Delete this to make it one.
    text + "[workspace]\n"
}

/// A dependency with its version, for a line that takes it from the workspace.
fn dependency(line: &str) -> Option<String> {
    let (name, optional) = match line.split_once(".workspace = true") {
        Some((name, _)) => (name, false),
        None => (line.split_once(" = { workspace = true, optional = true }")?.0, true),
    };
    let line = line_of(WORKSPACE, name)?;
    let value = line.split_once(" = ")?.1.trim();
    let value = match (optional, value.strip_suffix(" }")) {
        (false, _) => value.to_owned(),
        (true, Some(start)) => format!("{start}, optional = true }}"),
        (true, None) => format!("{{ version = {value}, optional = true }}"),
    };
    Some(format!("{name} = {value}"))
}

/// The first line that sets a key.
fn line_of(text: &str, key: &str) -> Option<String> {
    let start = format!("{key} = ");
    text.lines().find(|line| line.starts_with(&start)).map(|line| format!("{line}\n"))
}

/// The root of the library.
#[must_use]
pub fn library(title: &str, types_only: bool) -> String {
    if types_only {
        return format!(
            "//! The types of {}, generated from its contract.\n\nmod generated;\n\npub use generated::client::*;\n",
            one_line(title)
        );
    }
    format!(
        "//! The generated client of {}.\n//!\n//! [`types`] and the operations of [`Client`] are generated. [`hooks`] is the interface \
         to the code that sends\n//! requests, [`tls`] configures TLS. This crate does not retry, wait or add \
         credentials.\n\nmod generated;\npub mod hooks;\npub mod tls;\n\npub use generated::client::*;\n",
        one_line(title)
    )
}

/// The configuration of TLS, without its tests.
#[must_use]
pub fn tls() -> String {
    TLS.split("#[cfg(test)]\nmod tests").next().unwrap_or_default().trim_end().to_owned() + "\n"
}

/// The page of the crate.
#[must_use]
pub fn readme(name: &str, title: &str, contract: &str) -> String {
    format!(
        "# {name}\n\nA client of {}, generated from `{contract}`.\n\n- `src/generated` is generated: do not edit it.\n- `effective.json` \
         is the contract that it is generated from: what the client does not restrict, and what it leaves\n  out \
         (`x-client-notes`).\n- The other files are yours. They are written once.\n\n```rust,ignore\nlet http = \
         {module}::tls::configure(reqwest::Client::builder(), &[])?.build()?;\nlet client = \
         {module}::Client::new_with_client(\"https://…\", http, {module}::hooks::Context::default());\n```\n",
        one_line(title),
        module = name.replace('-', "_"),
    )
}

fn one_line(title: &str) -> String {
    crate::render::client::escape(title)
}

/// A text as a string of TOML.
fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}
