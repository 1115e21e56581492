//! Writes the snippets of an operation: for curl, and in Rust with the generated client.

use std::fmt::Write as _;

use dataarts_insight_lint::names;
use dataarts_insight_openapi::{
    OperationNode,
    document::{Node, Value},
    operation_nodes,
};

use super::{Client, Named, cell, example};
use crate::{passes::rust_names, tree};

/// A call of an operation with sample values.
pub(super) struct Call<'a, 'c> {
    pub(super) operation: &'a OperationNode<'c>,
    pub(super) parameters: &'a [Named<'c>],
    /// The JSON body. `None` if the operation has no JSON body.
    pub(super) body: Option<&'a Node>,
    /// The security schemes of the credentials that the request contains.
    pub(super) credentials: &'a [&'c Node],
}

/// The place of credentials in a request.
enum Credentials<'c> {
    Header(&'c str, &'static str),
    Query(&'c str),
    Cookie(&'c str),
    /// A user name and a password.
    Basic,
}

impl<'c> Credentials<'c> {
    fn of(scheme: &'c Node) -> Self {
        let text = |key: &str| scheme.get(key).and_then(Node::as_str);
        match (text("type"), text("in"), text("name")) {
            (Some("apiKey"), Some("query"), Some(name)) => Self::Query(name),
            (Some("apiKey"), Some("cookie"), Some(name)) => Self::Cookie(name),
            (Some("apiKey"), _, Some(name)) => Self::Header(name, ""),
            _ if text("scheme").is_some_and(|scheme| scheme.eq_ignore_ascii_case("basic")) => Self::Basic,
            _ => Self::Header("Authorization", "Bearer "),
        }
    }
}

/// Returns the place of credentials for the table of credentials.
pub(super) fn place(scheme: &Node) -> String {
    match Credentials::of(scheme) {
        Credentials::Header(name, start) => {
            format!("header `{}{}`", cell(name), if start.is_empty() { "" } else { ": Bearer" })
        }
        Credentials::Query(name) => format!("query `{}`", cell(name)),
        Credentials::Cookie(name) => format!("cookie `{}`", cell(name)),
        Credentials::Basic => "header `Authorization: Basic`".to_owned(),
    }
}

impl<'c> Call<'_, 'c> {
    /// Returns the call as a command line of curl. If `save` is true, curl writes the response to a file.
    pub(super) fn curl(&self, contract: &Node, save: bool) -> String {
        let mut url = encoded(self.operation.path, "/{}");
        let mut query = Vec::new();
        let mut options = Vec::new();
        for (name, parameter) in self.required() {
            let value = example::for_parameter(contract, name, parameter);
            let values = value.as_ref().map_or_else(|| vec![example::placeholder(name)], plain);
            let first = values.first().cloned().unwrap_or_default();
            match parameter.get("in").and_then(Node::as_str) {
                Some("path") => url = url.replace(&format!("{{{}}}", encoded(name, "")), &encoded(&first, "")),
                Some("query") => {
                    query.extend(values.iter().map(|value| format!("{}={}", encoded(name, ""), encoded(value, ""))));
                }
                Some("header") => options.push(format!("--header {}", shell(&format!("{name}: {first}")))),
                Some("cookie") => options.push(format!("--cookie {}", shell(&format!("{name}={first}")))),
                _ => {}
            }
        }
        for scheme in self.credentials {
            match Credentials::of(scheme) {
                Credentials::Header(name, start) => {
                    options.push(format!("--header {}", with_token(&format!("{name}: {start}"))));
                }
                Credentials::Query(name) => query.push(format!("{}=$TOKEN", encoded(name, ""))),
                Credentials::Cookie(name) => options.push(format!("--cookie {}", with_token(&format!("{name}=")))),
                Credentials::Basic => options.push("--user \"$TOKEN\"".to_owned()),
            }
        }
        if let Some(body) = self.body {
            options.push("--header 'Content-Type: application/json'".to_owned());
            options.push(format!("--data {}", shell(&tree::to_json_line(body))));
        }
        if save {
            options.push("--output response.json".to_owned());
        }
        let query = if query.is_empty() { String::new() } else { format!("?{}", query.join("&")) };
        // Braces that are left belong to path parameters that the contract does not declare.
        let url = url.replace('{', "%7B").replace('}', "%7D");
        let method = self.operation.method.to_uppercase();
        let mut text = format!("curl --request {method} \"$ENDPOINT{url}{query}\"");
        for option in options {
            text += &format!(" \\\n  {option}");
        }
        text + "\n"
    }

    /// Returns the name of the method of the generated client, and a function that calls the method. Returns `None` if
    /// the client does not have the operation, or if a required value has a type for which there is no simple code.
    pub(super) fn rust(&self, contract: &Node, client: &Client<'_>) -> Option<(String, String)> {
        let all = operation_nodes(client.effective);
        let known =
            all.iter().find(|known| known.path == self.operation.path && known.method == self.operation.method)?;
        let id = known.node.get("operationId").and_then(Node::as_str)?;
        let method = rust_names::name_of(known.node).unwrap_or_else(|| names::snake(id));
        let builder = names::pascal(&method);
        let item = |name: &str| client.api.get(&format!("builder::{builder}::{name}"));
        item("request").and(item("decode"))?;
        let mut before = String::new();
        let mut setters = String::new();
        let declared = known.node.get("parameters").map(Node::items).unwrap_or_default();
        for (name, parameter) in self.required() {
            let is_same = |node: &&Node| ["name", "in"].iter().all(|key| text(node, key) == text(parameter, key));
            let Some(effective) = declared.iter().find(is_same) else { continue };
            let setter = rust_names::name_of(effective).unwrap_or_else(|| names::snake(name));
            let type_ = taken(&item(&setter)?.declaration)?;
            let value = example::for_parameter(contract, name, parameter)?;
            let _ = write!(setters, "\n        .{setter}({})", argument(&value, type_)?);
        }
        let mut types = "";
        if let Some(body) = item("body") {
            let type_ = taken(&body.declaration).filter(|type_| type_.starts_with("types::"))?;
            let body = tree::to_json_line(self.body?);
            let signs = (1..).map(|count| "#".repeat(count)).find(|signs| !body.contains(&format!("\"{signs}")))?;
            let _ = writeln!(before, "    let body: {type_} = serde_json::from_str(r{signs}\"{body}\"{signs})?;");
            setters += "\n        .body(body)";
            types = ", types";
        }
        let (mut token, mut change, mut variable) = ("", String::new(), "let request");
        for scheme in self.credentials {
            let Credentials::Header(name, start) = Credentials::of(scheme) else { return None };
            token = ", token: &str";
            variable = "let mut request";
            let value = if start.is_empty() { "token".to_owned() } else { format!("format!(\"{start}{{token}}\")") };
            let name = literal(name);
            let _ = writeln!(change, "    request.headers_mut().insert({name}, {value}.parse()?);");
        }
        let package = client.package;
        let summary = text(self.operation.node, "summary").map(cell).unwrap_or_else(|| format!("Calls `{id}`."));
        let code = format!(
            "use {package}::{{Client, builder::{builder}{types}}};\n\n/// {summary}\npub async fn {method}(\n    endpoint: \
             &str{},\n    http: &reqwest::Client,\n) -> Result<(), Box<dyn std::error::Error + Send + Sync>> {{\n{before}    \
             {variable} = Client::new(endpoint)\n        .{method}(){setters}\n        .request()?;\n{change}    let response = \
             http.execute(request).await?;\n    let (status, headers) = (response.status(), response.headers().clone());\n    \
             let value = {builder}::decode(status, &headers, &response.bytes().await?)?;\n    println!(\"{{value:?}}\");\n    \
             Ok(())\n}}\n",
            token.replace(", ", ",\n    "),
        );
        Some((method, code))
    }

    fn required(&self) -> impl Iterator<Item = Named<'c>> {
        let is_needed = |node: &Node| node.flag("required") || text(node, "in") == Some("path");
        self.parameters.iter().copied().filter(move |(_, node)| is_needed(node))
    }
}

fn text<'n>(node: &'n Node, key: &str) -> Option<&'n str> {
    node.get(key).and_then(Node::as_str)
}

/// Returns the type that a setter of the generated client takes: `T` in `V: std::convert::TryInto<T>`.
fn taken(declaration: &str) -> Option<&str> {
    let rest = declaration.split_once("TryInto<")?.1;
    let mut depth = 1_usize;
    let end = rest.char_indices().find(|(_, c)| {
        match c {
            '<' => depth += 1,
            '>' => depth -= 1,
            _ => {}
        }
        depth == 0
    });
    rest.get(..end?.0)
}

/// Returns the Rust code of an argument for a setter that takes `type_`.
fn argument(value: &Node, type_: &str) -> Option<String> {
    match &value.value {
        Value::String(text) if type_.starts_with("types::") || type_.ends_with("::String") => Some(literal(text)),
        Value::Bool(value) if type_ == "bool" => Some(value.to_string()),
        Value::Number(number) => {
            let is_number = type_.starts_with("std::num::NonZero") || type_.starts_with(['i', 'u', 'f']);
            is_number.then(|| format!("\"{number}\".parse::<{type_}>()?"))
        }
        _ => None,
    }
}

/// Returns a text as a Rust string literal.
fn literal(text: &str) -> String {
    format!("{text:?}")
}

/// Returns a value as texts in a URL or a header. An array has one text for each item.
fn plain(value: &Node) -> Vec<String> {
    match &value.value {
        Value::Array(items) => items.iter().flat_map(plain).collect(),
        Value::String(text) => vec![text.clone()],
        _ => vec![tree::to_json_line(value)],
    }
}

/// Encodes a text for a URL in double quotes. Keeps letters, digits, `-._~` and the characters in `kept`.
fn encoded(text: &str, kept: &str) -> String {
    let byte = |byte: u8| match char::from(byte) {
        c if c.is_ascii_alphanumeric() || "-._~".contains(c) || kept.contains(c) => c.to_string(),
        _ => format!("%{byte:02X}"),
    };
    text.bytes().map(byte).collect()
}

/// Quotes a text for a shell, if the text needs quotes.
pub(super) fn shell(text: &str) -> String {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "-._/".contains(c);
    if !text.is_empty() && text.chars().all(is_plain) {
        return text.to_owned();
    }
    format!("'{}'", text.replace('\'', "'\\''"))
}

/// Returns a text and the variable `TOKEN` in double quotes. The name of a header with special characters is quoted
/// separately, because a shell changes some characters in double quotes.
fn with_token(before: &str) -> String {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "-._:= ".contains(c);
    if before.chars().all(is_plain) { format!("\"{before}$TOKEN\"") } else { format!("{}\"$TOKEN\"", shell(before)) }
}
