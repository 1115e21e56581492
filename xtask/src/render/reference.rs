//! Renders the reference of a contract, a Markdown page: operations, parameters, responses, errors, schemas and
//! examples. Each operation has snippets for curl, Rust and the command.
//!
//! A handwritten file `OPERATION.rs` or `OPERATION.sh` in the folder `snippets` of the manifest is shown as it is.
//! Without `OPERATION.rs`, the page shows a call of the generated client.

mod example;
mod schema;
mod snippets;

use std::{collections::BTreeMap, fmt::Write as _};

use dataarts_insight_openapi::{
    OperationNode,
    document::{Entry, Node},
    operation_nodes,
};

pub(crate) use self::example::documented;
use self::{
    example::for_request,
    schema::{field_rows, limits, meaning, type_of},
};
use super::header;
use crate::{public_api::Api, schema::components, tree};

/// The generated client of a contract, for the Rust snippets.
#[derive(Debug)]
pub struct Client<'c> {
    /// The effective contract.
    pub effective: &'c Node,
    /// The public items of the client.
    pub api: &'c Api,
    /// The name of the client's crate in Rust code.
    pub package: &'c str,
}

/// The files of a reference.
#[derive(Debug)]
pub struct Reference {
    /// The Markdown page.
    pub page: String,
    /// A Rust file with the generated Rust snippets, so that a test can compile and run the snippets. `None` if the
    /// page has no generated Rust snippet.
    pub code: Option<String>,
}

/// Renders the reference of a contract. `path` is the path of the contract. `handwritten` contains the handwritten
/// snippets, by file name.
#[must_use]
pub fn render(
    contract: &Node,
    path: &str,
    handwritten: &BTreeMap<String, String>,
    client: Option<&Client<'_>>,
) -> Reference {
    let mut page = Page { contract, path, handwritten, client, text: String::new(), modules: String::new() };
    page.head();
    page.text += "\n## Operations\n";
    for operation in operation_nodes(contract) {
        page.operation(&operation);
    }
    if !components(contract).is_empty() {
        page.text += "\n## Schemas\n";
    }
    for entry in components(contract) {
        page.component(entry);
    }
    let code = (!page.modules.is_empty()).then(|| {
        let about = "//! The Rust snippets of the reference, one module for each operation.\n";
        header::rust(path, &format!("{about}{}", page.modules))
    });
    Reference { page: page.text, code }
}

/// A parameter or a header of a response: its name and its node.
type Named<'d> = (&'d str, &'d Node);

struct Page<'c> {
    contract: &'c Node,
    path: &'c str,
    handwritten: &'c BTreeMap<String, String>,
    client: Option<&'c Client<'c>>,
    text: String,
    /// The code of the generated Rust snippets.
    modules: String,
}

impl<'c> Page<'c> {
    fn head(&mut self) {
        let info = |key: &str| self.contract.get("info").and_then(|info| info.get(key)).and_then(Node::as_str);
        let title = cell(info("title").unwrap_or("Reference"));
        let mut text = format!("<!-- {} -->\n\n# {title}\n\n", header::line(self.path));
        if let Some(version) = info("version") {
            let _ = writeln!(text, "Version {}. The contract is `{}`.", cell(version), self.path);
        }
        text += &paragraph(info("description"));
        let servers = self.contract.get("servers").map(Node::items).unwrap_or_default();
        if !servers.is_empty() {
            text += "\n| Server | Variables | Meaning |\n|---|---|---|\n";
        }
        for server in servers {
            let variables = server.get("variables").map(Node::entries).unwrap_or_default();
            let variable = |entry: &Entry| format!("`{}`: {}", cell(&entry.key), limits(&entry.node));
            let variables: Vec<String> = variables.iter().map(variable).collect();
            let url = server.get("url").and_then(Node::as_str).unwrap_or_default();
            let _ = writeln!(text, "| `{}` | {} | {} |", cell(url), variables.join("; "), meaning(server));
        }
        let schemes = self.contract.pointer("/components/securitySchemes").map(Node::entries).unwrap_or_default();
        if !schemes.is_empty() {
            text += "\n| Credentials | Place | Meaning |\n|---|---|---|\n";
        }
        for entry in schemes {
            let node = self.resolve(&entry.node);
            let _ = writeln!(text, "| `{}` | {} | {} |", cell(&entry.key), snippets::place(node), meaning(node));
        }
        text += "\nIn the snippets, the variable `ENDPOINT` contains the address of the server, and `TOKEN` contains the \
                 credentials.\nNames in capitals, such as `TASK_ID`, stand for your values.\n";
        self.text += &text;
    }

    fn operation(&mut self, operation: &OperationNode<'c>) {
        let node = operation.node;
        let text_of = |key: &str| node.get(key).and_then(Node::as_str);
        let method = operation.method.to_uppercase();
        let line = format!("{method} {}", operation.path);
        let id = text_of("operationId").unwrap_or(&line);
        let mut text = format!("\n### {}\n\n", cell(id));
        if let Some(summary) = text_of("summary") {
            let _ = write!(text, "{}\n\n", cell(summary));
        }
        let _ = writeln!(text, "`{}`", cell(&line));
        text += &paragraph(text_of("description"));
        if node.flag("deprecated") {
            text += "\nThis operation is deprecated.\n";
        }
        if let Some(url) = node.pointer("/externalDocs/url").and_then(Node::as_str) {
            let _ = writeln!(text, "\nDocumentation: <{}>", cell(url));
        }
        let names: Vec<String> = self
            .security(node)
            .iter()
            .map(|names| {
                let names: Vec<String> = names.iter().map(|name| format!("`{}`", cell(name))).collect();
                if names.is_empty() { "none".to_owned() } else { names.join(" and ") }
            })
            .collect();
        let names = if names.is_empty() { "none".to_owned() } else { names.join(" or ") };
        let _ = writeln!(text, "\nCredentials: {names}.");
        let parameters = self.parameters(operation);
        if !parameters.is_empty() {
            text += "\n| Parameter | In | Type | Required | Limits | Meaning |\n|---|---|---|---|---|---|\n";
        }
        for (name, parameter) in &parameters {
            let location = parameter.get("in").and_then(Node::as_str).unwrap_or_default();
            let _ = writeln!(text, "| `{}` | {location} | {} |", cell(name), self.value_cells(parameter));
        }
        if let Some(body) = node.get("requestBody").map(|body| self.resolve(body)) {
            let optional = if body.flag("required") { "" } else { ", optional" };
            let _ = writeln!(text, "\nRequest body{optional}: {}. {}", self.contents(body), meaning(body));
            text += &self.examples(body, "Example of the request");
        }
        text += &self.responses(node);
        self.text += text.trim_end();
        self.text.push('\n');
        self.snippets(operation, &parameters);
    }

    /// Returns the tables of the success responses and of the errors, with their examples.
    fn responses(&self, operation: &'c Node) -> String {
        let all = operation.get("responses").map(Node::entries).unwrap_or_default();
        let all = all.iter().filter(|entry| !entry.key.starts_with("x-"));
        let (errors, successes): (Vec<&Entry>, Vec<&Entry>) = all.partition(|entry| is_error(&entry.key));
        let mut text = String::new();
        for (title, responses) in [("Status", successes), ("Error", errors)] {
            if responses.is_empty() {
                continue;
            }
            let _ = write!(text, "\n| {title} | Meaning | Body |\n|---|---|---|\n");
            let mut after = String::new();
            // Consecutive statuses with the same meaning and the same body are one row.
            let mut rows: Vec<(String, String)> = Vec::new();
            for entry in responses {
                let response = self.resolve(&entry.node);
                let status = cell(&entry.key);
                let cells = format!("{} | {}", meaning(response), self.contents(response));
                match rows.last_mut().filter(|(_, last)| *last == cells) {
                    Some((statuses, _)) => *statuses += &format!(", {status}"),
                    None => rows.push((status.clone(), cells)),
                }
                let headers = response.get("headers").map(Node::entries).unwrap_or_default();
                if !headers.is_empty() {
                    let head = "Type | Required | Limits | Meaning |\n|---|---|---|---|---|";
                    let _ = writeln!(after, "\n| Header of {status} | {head}");
                }
                for header in headers {
                    let node = self.resolve(&header.node);
                    let _ = writeln!(after, "| `{}` | {} |", cell(&header.key), self.value_cells(node));
                }
                after += &self.examples(response, &format!("Example of {status}"));
            }
            text.extend(rows.iter().map(|(statuses, cells)| format!("| {statuses} | {cells} |\n")));
            text += &after;
        }
        text
    }

    /// Returns the cells type, required, limits and meaning of a parameter or a header.
    fn value_cells(&self, node: &Node) -> String {
        let content = || node.get("content")?.entries().first()?.node.get("schema");
        let schema = node.get("schema").or_else(content);
        let (type_, mut bounds) = schema.map(|schema| (type_of(schema), limits(schema))).unwrap_or_default();
        for (key, word) in [("deprecated", "deprecated"), ("x-sensitive", "secret")] {
            if node.flag(key) {
                bounds = if bounds.is_empty() { word.to_owned() } else { format!("{bounds}; {word}") };
            }
        }
        let required = if node.flag("required") { "yes" } else { "no" };
        format!("{type_} | {required} | {bounds} | {}", meaning(node))
    }

    /// Returns the media types of a body with their schemas.
    fn contents(&self, body: &Node) -> String {
        let contents = body.get("content").map(Node::entries).unwrap_or_default();
        let one = |entry: &Entry| {
            let type_ = entry.node.get("schema").map(type_of).unwrap_or_default();
            format!("`{}`: {type_}", cell(&entry.key))
        };
        if contents.is_empty() { "none".to_owned() } else { contents.iter().map(one).collect::<Vec<_>>().join("; ") }
    }

    /// Returns the examples of a body that the contract contains.
    fn examples(&self, body: &'c Node, title: &str) -> String {
        let mut text = String::new();
        for media in body.get("content").map(Node::entries).unwrap_or_default() {
            for (summary, example) in documented(self.contract, &media.node) {
                let summary = summary.map(|summary| format!(": {}", cell(summary))).unwrap_or_default();
                let summary = summary.trim_end_matches('.');
                let _ = write!(text, "\n{title}{summary}.\n\n```json\n{}```\n", tree::to_json_text(example));
            }
        }
        text
    }

    fn component(&mut self, entry: &Entry) {
        let node = &entry.node;
        let _ = write!(self.text, "\n### {}\n", cell(&entry.key));
        self.text += &paragraph(node.get("description").and_then(Node::as_str));
        let bounds = limits(node);
        let bounds = if bounds.is_empty() { bounds } else { format!("; {bounds}") };
        let _ = writeln!(self.text, "\nType: {}{bounds}.", type_of(node));
        let rows = field_rows(self.contract, node);
        if !rows.is_empty() {
            self.text += "\n| Field | Type | Required | Limits | Meaning |\n|---|---|---|---|---|\n";
            self.text += &rows;
        }
        let list = |key: &str| node.get(key).map(Node::items).unwrap_or_default();
        let (names, meanings) = (list("x-enum-varnames"), list("x-enum-descriptions"));
        for (index, value) in list("enum").iter().enumerate() {
            if index == 0 {
                self.text += "\n| Value | Name | Meaning |\n|---|---|---|\n";
            }
            let said = |list: &[Node]| cell(list.get(index).and_then(Node::as_str).unwrap_or_default());
            let _ = writeln!(self.text, "| {} | {} | {} |", schema::code(value), said(names), said(meanings));
        }
        let example = node.get("example").cloned().or_else(|| example::of_properties(self.contract, node));
        if let Some(example) = example {
            let _ = write!(self.text, "\nExample:\n\n```json\n{}```\n", tree::to_json_text(&example));
        }
    }

    fn snippets(&mut self, operation: &OperationNode<'c>, parameters: &[Named<'c>]) {
        let id = operation.node.get("operationId").and_then(Node::as_str).unwrap_or_default();
        let body = operation.node.get("requestBody").map(|body| self.resolve(body));
        let body = body.and_then(|body| for_request(self.contract, body));
        let security = self.security(operation.node);
        let credentials: Vec<&Node> = security.first().map(|names| self.schemes(names)).unwrap_or_default();
        let call = snippets::Call { operation, parameters, body: body.as_ref(), credentials: &credentials };
        let success = operation.node.get("responses").map(Node::entries).unwrap_or_default();
        let success = success.iter().find(|entry| entry.key.starts_with('2'));
        let is_json = success.is_some_and(|entry| {
            let content = self.resolve(&entry.node).get("content").map(Node::entries).unwrap_or_default();
            content.iter().any(|media| media.key.contains("json"))
        });
        let _ = write!(self.text, "\nWith curl:\n\n```sh\n{}```\n", call.curl(self.contract, is_json));
        let generated = || self.client.and_then(|client| call.rust(self.contract, client));
        match self.handwritten.get(&format!("{id}.rs")) {
            Some(code) => {
                let _ = write!(self.text, "\nIn Rust:\n\n```rust\n{}\n```\n", code.trim_end());
            }
            None => {
                if let Some((name, code)) = generated() {
                    let _ = write!(self.text, "\nIn Rust, with the generated client:\n\n```rust\n{code}```\n");
                    let _ = write!(self.modules, "\npub mod {name} {{\n{code}}}\n");
                }
            }
        }
        let mut commands = String::new();
        if let Some(command) = self.handwritten.get(&format!("{id}.sh")) {
            let _ = writeln!(commands, "{}", command.trim_end());
        }
        if let (Some(entry), true, false) = (success, is_json, id.is_empty()) {
            let status = if entry.key.parse::<u16>().is_ok() { entry.key.as_str() } else { "200" };
            let _ = writeln!(
                commands,
                "dataarts-insight validate --contract {} --operation {} --status {status} response.json",
                snippets::shell(self.path),
                snippets::shell(id)
            );
        }
        if !commands.is_empty() {
            let _ = write!(self.text, "\nWith the command:\n\n```sh\n{commands}```\n");
        }
    }

    /// Returns the parameters of an operation and of its path. A parameter of the operation replaces a parameter of the
    /// path with the same name and location.
    fn parameters(&self, operation: &OperationNode<'c>) -> Vec<Named<'c>> {
        let mut found: Vec<Named<'c>> = Vec::new();
        let of_path = operation.item.get("parameters").map(Node::items).unwrap_or_default();
        let own = operation.node.get("parameters").map(Node::items).unwrap_or_default();
        let location = |node: &Node| node.get("in").and_then(Node::as_str).map(str::to_owned);
        for node in own.iter().chain(of_path).map(|node| self.resolve(node)) {
            let Some(name) = node.get("name").and_then(Node::as_str) else { continue };
            if !found.iter().any(|(other, known)| *other == name && location(known) == location(node)) {
                found.push((name, node));
            }
        }
        found
    }

    /// Returns the sets of credentials that an operation accepts. Each set is a list of names.
    fn security(&self, operation: &'c Node) -> Vec<Vec<&'c str>> {
        let sets = operation.get("security").or_else(|| self.contract.get("security"));
        let names = |set: &'c Node| set.entries().iter().map(|entry| entry.key.as_str()).collect();
        sets.map(Node::items).unwrap_or_default().iter().map(names).collect()
    }

    fn schemes(&self, names: &[&str]) -> Vec<&'c Node> {
        let schemes = self.contract.pointer("/components/securitySchemes");
        names.iter().filter_map(|name| schemes?.get(name)).map(|node| self.resolve(node)).collect()
    }

    fn resolve(&self, node: &'c Node) -> &'c Node {
        resolve(self.contract, node)
    }
}

/// Follows a `$ref`. Returns the node itself if the `$ref` is broken, because the linter reports such a `$ref`.
fn resolve<'c>(contract: &'c Node, node: &'c Node) -> &'c Node {
    contract.resolve(node).map_or(node, |resolved| resolved.node)
}

fn is_error(status: &str) -> bool {
    status.starts_with(['4', '5']) || status == "default"
}

/// Returns a text of the contract for a cell of a table or for a heading: on one line, without HTML.
fn cell(text: &str) -> String {
    let words: Vec<&str> = text.split_whitespace().collect();
    words.join(" ").replace('|', "\\|").replace('<', "&lt;").replace("```", "'''")
}

/// Returns a description as Markdown with an empty line before it. Headings, HTML and code fences in the description
/// cannot change the structure of the page.
fn paragraph(text: Option<&str>) -> String {
    let Some(text) = text.map(str::trim).filter(|text| !text.is_empty()) else { return String::new() };
    let line = |line: &str| {
        let line = line.trim_end().replace('<', "&lt;").replace("```", "'''");
        if line.trim_start().starts_with('#') { format!("\\{}\n", line.trim_start()) } else { format!("{line}\n") }
    };
    format!("\n{}", text.lines().map(line).collect::<String>())
}
