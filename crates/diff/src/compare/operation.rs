//! Compares operations: parameters, bodies, responses and callbacks.

use std::collections::BTreeMap;

use dataarts_insight_openapi::with_inherited;

use super::{Covered, Matched, Pair, Walk, contract::OperationAt, matched};
use crate::{
    place::{At, same_option, shape},
    rule::Direction,
};

impl<'d> Walk<'d> {
    /// Compares two operations.
    pub(super) fn operation(&mut self, root: &Pair<'d>, old: &OperationAt<'d>, new: &OperationAt<'d>) {
        let pair = Pair { old: old.at.clone(), new: new.at.clone() };
        self.documentation(&pair, &["tags", "summary", "description", "externalDocs"]);
        self.deprecation(&pair, self.request());
        if pair.old.text("operationId") != pair.new.text("operationId") {
            let id = |at: &At<'_>| at.text("operationId").map_or("absent".to_owned(), |id| format!("`{id}`"));
            let message = format!("`operationId` was {} and is {}", id(&pair.old), id(&pair.new));
            self.emit_both("operation-id-changed", Direction::Neither, &pair.keyword("operationId"), message);
        }
        self.parameters(&pair, old, new);
        self.request_body(&pair);
        self.responses(&pair);
        if !self.is_callback {
            self.security(root, old, new);
            self.servers(root, old, new);
            self.callbacks(root, &pair);
        }
    }

    fn parameters(&mut self, pair: &Pair<'d>, old: &OperationAt<'d>, new: &OperationAt<'d>) {
        let Matched { pairs, removed, added } = matched(parameters(old), parameters(new), Parameter::identity);
        let rest = Matched { pairs: Vec::new(), removed, added };
        let (rest, moved) = rest.then(|parameter| parameter.identity.1.clone());
        let (Matched { removed, added, .. }, renamed) = rest.then(|Parameter { identity, at, .. }| {
            let schema = at.get("schema").map(|at| shape(at.resolved().node));
            (identity.0.clone(), at.flag("required"), schema, at.get("content").map(|at| shape(at.node)))
        });
        for (old, new) in pairs {
            self.parameter(&Pair { old: old.at, new: new.at });
        }
        let name = |at: &At<'d>| at.text("name").unwrap_or_default();
        let location = |at: &At<'d>| at.text("in").unwrap_or_default();
        for (old, new) in moved {
            let both = Pair { old: old.at, new: new.at };
            let (old, new) = (location(&both.old), location(&both.new));
            let message = format!("`{}` was sent in the {old} and is sent in the {new}", name(&both.new));
            self.emit_both("parameter-moved", self.request(), &both.keyword("in"), message);
            self.parameter(&both);
        }
        for (old, new) in renamed {
            let both = Pair { old: old.at, new: new.at };
            let (old, new) = (name(&both.old), name(&both.new));
            let message = format!("the {} parameter `{old}` is now `{new}`", location(&both.new));
            self.emit_both("parameter-renamed", self.request(), &both.keyword("name"), message);
            self.parameter(&both);
        }
        let ids = |required: bool, id: &'static str, id_required: &'static str| if required { id_required } else { id };
        for Parameter { at, written, .. } in removed {
            let id = ids(at.flag("required"), "parameter-removed", "parameter-removed-required");
            self.emit(id, self.request(), pair, (Some(&written), None), format!("the {} is gone", words(&at)));
        }
        for Parameter { at, written, .. } in added {
            let id = ids(at.flag("required"), "parameter-added", "parameter-added-required");
            self.emit(id, self.request(), pair, (None, Some(&written)), format!("the {} is new", words(&at)));
        }
    }

    fn parameter(&mut self, pair: &Pair<'d>) {
        let direction = self.request();
        let (old, new) = (&pair.old, &pair.new);
        self.documentation(pair, &["description", "example", "examples"]);
        self.deprecation(pair, direction);
        let name = new.text("name").unwrap_or_default();
        let in_path = new.text("in") == Some("path") && old.text("in") == Some("path");
        if in_path && old.text("name") != new.text("name") {
            let message = format!("the path parameter `{}` is now `{name}`", old.text("name").unwrap_or_default());
            self.emit_both("path-parameter-renamed", Direction::Neither, &pair.keyword("name"), message);
        }
        let required = (old.flag("required"), new.flag("required"));
        if !in_path && required.0 != required.1 {
            let (id, word) = if required.1 {
                ("parameter-required", "now required")
            } else {
                ("parameter-optional", "no longer required")
            };
            self.emit_both(id, direction, &pair.keyword("required"), format!("the {} is {word}", named(new)));
        }
        for (key, allowed, refused) in [
            ("allowReserved", "reserved-allowed", "reserved-refused"),
            ("allowEmptyValue", "empty-value-allowed", "empty-value-refused"),
        ] {
            if old.flag(key) != new.flag(key) {
                let id = if new.flag(key) { allowed } else { refused };
                let message = format!("`{key}` of `{name}` {}", if new.flag(key) { "is new" } else { "is gone" });
                self.emit_both(id, direction, &pair.keyword(key), message);
            }
        }
        // The default of `style` depends on `in`. If `in` changes, the style changes too. Only the change of `in` is
        // reported.
        if old.text("in") == new.text("in") {
            self.serialization(pair, direction);
        }
        if !self.texts(pair, direction) {
            self.schemas(pair, old.get("schema"), new.get("schema"), direction);
        }
        self.content(pair, direction);
    }

    /// Compares how the value of a parameter or header is written as text. This depends on `style`, `explode` and
    /// `content`.
    fn serialization(&mut self, pair: &Pair<'d>, direction: Direction) {
        let style = |at: &At<'d>| {
            let default = match at.text("in") {
                Some("query" | "cookie") => "form",
                _ => "simple",
            };
            at.text("style").unwrap_or(default).to_owned()
        };
        let explode = |at: &At<'d>| match at.node.get("explode").and_then(|node| node.as_bool()) {
            Some(explode) => explode,
            None => style(at) == "form",
        };
        // `explode` does not change the format of a string, a number or a boolean.
        let is_compound = |at: &At<'d>| {
            let schema = at.get("schema").map(|at| at.resolved());
            schema
                .is_none_or(|schema| !matches!(schema.text("type"), Some("string" | "integer" | "number" | "boolean")))
        };
        let uses_content = |at: &At<'d>| at.node.get("content").is_some();
        let compound = is_compound(&pair.old) || is_compound(&pair.new);
        let (key, message) = if uses_content(&pair.old) != uses_content(&pair.new) {
            ("content", "the value is written by `schema` in one contract and by `content` in the other".to_owned())
        } else if style(&pair.old) != style(&pair.new) {
            ("style", format!("`style` was {} and is {}", style(&pair.old), style(&pair.new)))
        } else if compound && explode(&pair.old) != explode(&pair.new) {
            ("explode", format!("`explode` was {} and is {}", explode(&pair.old), explode(&pair.new)))
        } else {
            return;
        };
        self.emit_both("serialization-changed", direction, &pair.keyword(key), message);
    }

    fn request_body(&mut self, pair: &Pair<'d>) {
        let direction = self.request();
        let body = |at: &At<'d>| at.get("requestBody");
        let both = match (body(&pair.old), body(&pair.new)) {
            (Some(old), Some(new)) => Pair { old, new }.resolved(),
            (Some(old), None) => {
                let required = old.resolved().flag("required");
                let id = if required { "request-body-removed-required" } else { "request-body-removed" };
                self.emit(id, direction, pair, (Some(&old), None), "the request body is gone".to_owned());
                return;
            }
            (None, Some(new)) => {
                let required = new.resolved().flag("required");
                let id = if required { "request-body-added-required" } else { "request-body-added" };
                let word = if required { "required" } else { "optional" };
                self.emit(id, direction, pair, (None, Some(&new)), format!("the {word} request body is new"));
                return;
            }
            (None, None) => return,
        };
        self.documentation(&both, &["description"]);
        let required = (both.old.flag("required"), both.new.flag("required"));
        if required.0 != required.1 {
            let (id, word) = if required.1 {
                ("request-body-required", "now required")
            } else {
                ("request-body-optional", "no longer required")
            };
            self.emit_both(id, direction, &both.keyword("required"), format!("the request body is {word}"));
        }
        self.content(&both, direction);
    }

    /// Compares the media types of a body, a parameter or a header.
    fn content(&mut self, pair: &Pair<'d>, direction: Direction) {
        // Upper case letters and blanks do not change a media type: `Text/CSV; header=present` equals
        // `text/csv;header=present`.
        let key = |(name, _): &(&'d str, At<'d>)| name.replace(' ', "").to_lowercase();
        let content = |at: &At<'d>| at.entries_of("content");
        let everywhere = matched(content(&pair.old), content(&pair.new), key);
        let is_wider = |(wide, _): &(&'d str, At<'d>), (name, _): &(&'d str, At<'d>)| {
            let range = wide.to_lowercase();
            range == "*/*" || range.strip_suffix('*').is_some_and(|start| name.to_lowercase().starts_with(start))
        };
        let Covered { rest: Matched { pairs, removed, added }, widened, narrowed } = everywhere.covered(is_wider);
        for ((_, old), (_, new)) in pairs {
            self.media_type(&Pair { old, new }, direction);
        }
        for (id, list) in [("media-type-widened", widened), ("media-type-narrowed", narrowed)] {
            for ((old_name, old), (new_name, new)) in list {
                let message = format!("the media type {old_name} is now {new_name}");
                let both = Pair { old, new };
                self.emit_both(id, direction, &both, message);
                self.media_type(&both, direction);
            }
        }
        for (name, old) in removed {
            let message = format!("the media type {name} is gone");
            self.emit("media-type-removed", direction, pair, (Some(&old), None), message);
        }
        for (name, new) in added {
            let message = format!("the media type {name} is new");
            self.emit("media-type-added", direction, pair, (None, Some(&new)), message);
        }
    }

    fn media_type(&mut self, pair: &Pair<'d>, direction: Direction) {
        self.documentation(pair, &["example", "examples"]);
        if encoding(&pair.old) != encoding(&pair.new) {
            let message = "the encoding of the parts changes".to_owned();
            self.emit_both("encoding-changed", direction, &pair.keyword("encoding"), message);
        }
        self.schemas(pair, pair.old.get("schema"), pair.new.get("schema"), direction);
    }

    fn responses(&mut self, pair: &Pair<'d>) {
        let direction = self.response();
        let Some(both) = pair.both("responses") else { return };
        let statuses = |at: &At<'d>| -> Vec<(&'d str, At<'d>)> {
            at.entries().into_iter().filter(|(status, _)| !status.starts_with("x-")).collect()
        };
        let everywhere = matched(statuses(&both.old), statuses(&both.new), |(status, _)| status.to_uppercase());
        let succeeds = |status: &str| status.starts_with('2');
        // Next to a status such as `200`, `default` usually describes only errors.
        let default_succeeds = [&both.old, &both.new]
            .into_iter()
            .any(|at| at.node.get("default").is_some() && !at.entries().iter().any(|(status, _)| succeeds(status)));
        let is_wider = |(wide, _): &(&'d str, At<'d>), (status, _): &(&'d str, At<'d>)| {
            succeeds(status) && (wide.to_uppercase() == "2XX" || (*wide == "default" && default_succeeds))
        };
        let Covered { rest: Matched { pairs, removed, added }, widened, narrowed } = everywhere.covered(is_wider);
        for ((_, old), (_, new)) in pairs {
            self.response_pair(&Pair { old, new }.resolved(), direction);
        }
        for (id, list) in [("success-status-widened", widened), ("success-status-narrowed", narrowed)] {
            for ((old_status, old), (new_status, new)) in list {
                let message = format!("the status {old_status} is now {new_status}");
                let both = Pair { old, new };
                self.emit_both(id, direction, &both, message);
                self.response_pair(&both.resolved(), direction);
            }
        }
        for (status, old) in removed {
            let id = if succeeds(status) { "success-status-removed" } else { "error-status-removed" };
            self.emit(id, direction, &both, (Some(&old), None), format!("the status {status} is gone"));
        }
        for (status, new) in added {
            let id = if succeeds(status) { "success-status-added" } else { "error-status-added" };
            self.emit(id, direction, &both, (None, Some(&new)), format!("the status {status} is new"));
        }
    }

    fn response_pair(&mut self, pair: &Pair<'d>, direction: Direction) {
        self.documentation(pair, &["description"]);
        self.headers(pair, direction);
        self.content(pair, direction);
        let Matched { pairs, removed, added } =
            matched(pair.old.entries_of("links"), pair.new.entries_of("links"), |(name, _)| *name);
        for ((name, old), (_, new)) in pairs {
            let both = Pair { old, new }.resolved();
            self.documentation(&both, &["description"]);
            let keys = ["operationRef", "operationId", "parameters", "requestBody", "server"];
            for key in keys.iter().filter(|key| !same_option(both.old.node.get(key), both.new.node.get(key))) {
                let message = format!("`{key}` of the link `{name}` changes");
                self.emit_both("link-changed", direction, &both.keyword(key), message);
            }
        }
        for (name, old) in removed {
            self.emit("link-removed", direction, pair, (Some(&old), None), format!("the link `{name}` is gone"));
        }
        for (name, new) in added {
            self.emit("link-added", direction, pair, (None, Some(&new)), format!("the link `{name}` is new"));
        }
    }

    fn headers(&mut self, pair: &Pair<'d>, direction: Direction) {
        let Matched { pairs, removed, added } =
            matched(pair.old.entries_of("headers"), pair.new.entries_of("headers"), |(name, _)| name.to_lowercase());
        for ((name, old), (_, new)) in pairs {
            let both = Pair { old, new }.resolved();
            self.documentation(&both, &["description", "example", "examples"]);
            self.deprecation(&both, direction);
            let required = (both.old.flag("required"), both.new.flag("required"));
            if required.0 != required.1 {
                let (id, word) = if required.1 {
                    ("header-required", "is always there")
                } else {
                    ("header-optional", "may be missing")
                };
                self.emit_both(id, direction, &both.keyword("required"), format!("the header `{name}` {word}"));
            }
            self.serialization(&both, direction);
            self.schemas(&both, both.old.get("schema"), both.new.get("schema"), direction);
            self.content(&both, direction);
        }
        for (name, old) in removed {
            let id = if old.resolved().flag("required") { "header-removed-required" } else { "header-removed" };
            self.emit(id, direction, pair, (Some(&old), None), format!("the header `{name}` is gone"));
        }
        for (name, new) in added {
            let id = if new.resolved().flag("required") { "header-added-required" } else { "header-added" };
            self.emit(id, direction, pair, (None, Some(&new)), format!("the header `{name}` is new"));
        }
    }

    /// Compares callbacks. The service sends the requests of a callback, so the directions are swapped.
    fn callbacks(&mut self, root: &Pair<'d>, pair: &Pair<'d>) {
        let direction = self.response();
        let Matched { pairs, removed, added } = matched(callbacks(&pair.old), callbacks(&pair.new), |callback| {
            (callback.0.clone(), callback.1.path.to_owned(), callback.1.method.to_owned())
        });
        for ((_, old), (_, new)) in pairs {
            self.is_callback = true;
            self.operation(root, &old, &new);
            self.is_callback = false;
        }
        for (name, old) in removed {
            let message = format!("the callback `{name}` is gone");
            self.emit("callback-removed", direction, pair, (Some(&old.at), None), message);
        }
        for (name, new) in added {
            let message = format!("the callback `{name}` is new");
            self.emit("callback-added", direction, pair, (None, Some(&new.at)), message);
        }
    }
}

/// Returns the operations in the callbacks of an operation.
fn callbacks<'d>(operation: &At<'d>) -> Vec<(String, OperationAt<'d>)> {
    let mut found = Vec::new();
    for (name, callback) in operation.entries_of("callbacks") {
        for (path, item) in callback.resolved().entries().into_iter().filter(|(path, _)| !path.starts_with("x-")) {
            let item = item.resolved();
            for (method, at) in item.entries() {
                if dataarts_insight_openapi::is_method(method) {
                    found.push((name.to_owned(), OperationAt { path, method, item: item.clone(), at }));
                }
            }
        }
    }
    found
}

/// A parameter of an operation.
#[derive(Debug, Clone)]
struct Parameter<'d> {
    /// The location and the name. For a path parameter, the name is its position in the path, because a request does not
    /// contain the name.
    identity: (String, String),
    /// The parameter; for a `$ref`, its target.
    at: At<'d>,
    /// The place in the list of parameters: the key `name` or `$ref`.
    written: At<'d>,
}

impl Parameter<'_> {
    fn identity(&self) -> (String, String) {
        self.identity.clone()
    }
}

/// Returns the parameters of an operation and of its path item.
fn parameters<'d>(operation: &OperationAt<'d>) -> Vec<Parameter<'d>> {
    let names = operation.path_names();
    let listed = |owner: &At<'d>| -> Vec<Parameter<'d>> {
        let parameter = |item: At<'d>| {
            let at = item.resolved();
            let (name, location) = (at.text("name").unwrap_or_default(), at.text("in").unwrap_or_default());
            let name = match location {
                "path" => names.iter().position(|other| other == name).map_or(name.to_owned(), |at| at.to_string()),
                "header" => name.to_lowercase(),
                _ => name.to_owned(),
            };
            let written = item.get("name").or_else(|| item.get("$ref")).unwrap_or(item);
            Parameter { identity: (location.to_owned(), name), at, written }
        };
        owner.items_of("parameters").into_iter().map(parameter).collect()
    };
    with_inherited(listed(&operation.at), listed(&operation.item), Parameter::identity)
}

fn named(at: &At<'_>) -> String {
    format!("{} parameter `{}`", at.text("in").unwrap_or_default(), at.text("name").unwrap_or_default())
}

fn words(at: &At<'_>) -> String {
    format!("{} {}", if at.flag("required") { "required" } else { "optional" }, named(at))
}

/// Returns the keys of each `encoding` of a media type, without the keys that have the default value.
fn encoding<'d>(media_type: &At<'d>) -> BTreeMap<&'d str, BTreeMap<&'d str, String>> {
    let keys = |part: &At<'d>| -> BTreeMap<&'d str, String> {
        let is_form = part.text("style").is_none_or(|style| style == "form");
        let is_default = |key: &str, at: &At<'d>| match key {
            "style" => is_form,
            "explode" => at.node.as_bool() == Some(is_form),
            "allowReserved" => at.node.as_bool() == Some(false),
            "headers" => at.entries().is_empty(),
            _ => false,
        };
        part.entries()
            .into_iter()
            .filter(|(key, at)| !is_default(key, at))
            .map(|(key, at)| (key, shape(at.node)))
            .collect()
    };
    let parts = media_type.entries_of("encoding").into_iter().map(|(name, part)| (name, keys(&part)));
    parts.filter(|(_, keys)| !keys.is_empty()).collect()
}
