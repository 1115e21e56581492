//! Compares `info`, paths and servers of two contracts, and finds the pairs of operations to compare.

use dataarts_insight_openapi::{document::join_pointer, is_method};

use super::{Matched, Pair, Walk, matched};
use crate::{
    place::{At, same_option, shown},
    rule::Direction,
};

/// An operation of a contract.
#[derive(Debug, Clone)]
pub(super) struct OperationAt<'d> {
    pub(super) path: &'d str,
    pub(super) method: &'d str,
    /// The path item that contains the operation. If the path item is a `$ref`, the target of the `$ref`.
    pub(super) item: At<'d>,
    pub(super) at: At<'d>,
}

impl OperationAt<'_> {
    /// Returns the `operationId`. If the `operationId` is missing, returns the method and the path: `GET /tasks`.
    pub(super) fn name(&self) -> String {
        let id = self.at.text("operationId");
        id.map_or_else(|| format!("{} {}", self.method.to_uppercase(), self.path), str::to_owned)
    }

    /// Returns the path without parameter names, and the method: `/tasks/{}` and `get`.
    fn route(&self) -> (String, String) {
        (self.path.split('/').map(segment).collect::<Vec<_>>().join("/"), self.method.to_owned())
    }

    /// Returns the parameter names in the path.
    pub(super) fn path_names(&self) -> Vec<String> {
        let names = self.path.split('{').skip(1).filter_map(|rest| rest.split_once('}'));
        names.map(|(name, _)| name.to_owned()).collect()
    }
}

/// Removes the parameter names from a segment of a path: `{id}` becomes `{}`.
fn segment(text: &str) -> String {
    let mut kept = String::new();
    let mut inside = false;
    for character in text.chars() {
        match character {
            '{' => {
                inside = true;
                kept.push_str("{}");
            }
            '}' => inside = false,
            _ if inside => {}
            other => kept.push(other),
        }
    }
    kept
}

impl<'d> Walk<'d> {
    /// Compares two contracts.
    pub(super) fn contract(&mut self) {
        let root = Pair { old: At::root(self.old), new: At::root(self.new) };
        self.documentation(&root, &["openapi", "tags", "externalDocs"]);
        if let Some(info) = root.both("info") {
            self.documentation(&info, &["title", "description", "termsOfService", "contact", "license"]);
            if !same_option(info.old.node.get("version"), info.new.node.get("version")) {
                let version = |at: &At<'_>| at.node.get("version").map(shown).unwrap_or_default();
                let message = format!("the version was {} and is {}", version(&info.old), version(&info.new));
                self.emit_both("version-changed", Direction::Neither, &info.keyword("version"), message);
            }
        }
        self.paths(&root);
        self.webhooks(&root);
        self.security_schemes(&root);
        self.components(&root);
        self.examples(&root);
    }

    fn examples(&mut self, root: &Pair<'d>) {
        let examples = |at: &At<'d>| at.get("components").and_then(|at| at.get("examples"));
        if let (Some(old), Some(new)) = (examples(&root.old), examples(&root.new))
            && !same_option(Some(old.node), Some(new.node))
        {
            let message = "`examples` changes".to_owned();
            self.emit_both("documentation-changed", Direction::Neither, &Pair { old, new }, message);
        }
    }

    fn paths(&mut self, root: &Pair<'d>) {
        let everywhere = matched(operations(&root.old), operations(&root.new), OperationAt::route);
        let id = |operation: &OperationAt<'d>| operation.at.text("operationId").map(str::to_owned);
        let (Matched { pairs, removed, added }, moved) = everywhere.then(|operation| match id(operation) {
            Some(id) => Ok(id),
            // Operations without an `operationId` must not all have the same key, because operations with equal keys
            // are paired. So the key is the JSON Pointer of the operation.
            None => Err(operation.at.pointer.clone()),
        });
        for (old, new) in pairs {
            self.operation_step(new.name(), |walk| walk.operation(root, &old, &new));
        }
        for (old, new) in moved {
            let message =
                format!("{} {} is now {} {}", old.method.to_uppercase(), old.path, new.method.to_uppercase(), new.path);
            let pair = Pair { old: old.at.clone(), new: new.at.clone() };
            self.operation_step(new.name(), |walk| {
                walk.emit_both("operation-moved", Direction::Request, &pair, message);
                walk.operation(root, &old, &new);
            });
        }
        let near = |at: &At<'d>| at.get("paths").unwrap_or_else(|| at.clone());
        let paths = Pair { old: near(&root.old), new: near(&root.new) };
        for old in removed {
            let message = format!("{} {} is gone", old.method.to_uppercase(), old.path);
            self.operation_step(old.name(), |walk| {
                walk.emit("operation-removed", Direction::Request, &paths, (Some(&old.at), None), message);
            });
        }
        for new in added {
            let message = format!("{} {} is new", new.method.to_uppercase(), new.path);
            self.operation_step(new.name(), |walk| {
                walk.emit("operation-added", Direction::Request, &paths, (None, Some(&new.at)), message);
            });
        }
        self.path_documentation(&paths);
    }

    /// Compares webhooks. The service sends the requests of a webhook, as it does for a callback.
    fn webhooks(&mut self, root: &Pair<'d>) {
        let near = |at: &At<'d>| at.get("webhooks").unwrap_or_else(|| at.clone());
        let webhooks = Pair { old: near(&root.old), new: near(&root.new) };
        let listed = |at: &At<'d>| {
            let mut items = at.entries_of("webhooks");
            items.retain(|(name, _)| !name.starts_with("x-"));
            operations_of(items)
        };
        let Matched { pairs, removed, added } =
            matched(listed(&root.old), listed(&root.new), |webhook| (webhook.path, webhook.method));
        for (old, new) in pairs {
            self.operation_step(new.name(), |walk| {
                walk.is_callback = true;
                walk.operation(root, &old, &new);
                walk.is_callback = false;
            });
        }
        for old in removed {
            let message = format!("the webhook `{}` is gone", old.path);
            self.operation_step(old.name(), |walk| {
                walk.emit("webhook-removed", Direction::Response, &webhooks, (Some(&old.at), None), message);
            });
        }
        for new in added {
            let message = format!("the webhook `{}` is new", new.path);
            self.operation_step(new.name(), |walk| {
                walk.emit("webhook-added", Direction::Response, &webhooks, (None, Some(&new.at)), message);
            });
        }
        if let Some(both) = root.both("webhooks") {
            self.path_documentation(&both);
        }
    }

    fn path_documentation(&mut self, paths: &Pair<'d>) {
        for ((_, old), (_, new)) in matched(paths.old.entries(), paths.new.entries(), |(path, _)| *path).pairs {
            self.documentation(&Pair { old, new }.resolved(), &["summary", "description"]);
        }
    }

    fn operation_step(&mut self, name: String, act: impl FnOnce(&mut Self)) {
        let step = self.in_step(act);
        self.operations.push((name, step));
    }

    /// Compares the servers of an operation. If the operation lists no servers, uses the servers of its path item. If
    /// the path item lists no servers, uses the servers of the contract.
    pub(super) fn servers(&mut self, root: &Pair<'d>, old: &OperationAt<'d>, new: &OperationAt<'d>) {
        let listed = |operation: &OperationAt<'d>, root: &At<'d>| {
            [&operation.at, &operation.item, root].into_iter().find_map(|at| at.get("servers"))
        };
        let (olds, news) = (listed(old, &root.old), listed(new, &root.new));
        let items = |list: &Option<At<'d>>| list.as_ref().map(At::items).unwrap_or_default();
        let near = Pair {
            old: olds.clone().unwrap_or_else(|| root.old.clone()),
            new: news.clone().unwrap_or_else(|| root.new.clone()),
        };
        let Matched { pairs, removed, added } = matched(items(&olds), items(&news), |at| at.text("url"));
        for (old, new) in pairs {
            self.server(&Pair { old, new });
        }
        let url = |at: &At<'_>| at.text("url").unwrap_or_default().to_owned();
        for server in removed {
            let at = server.keyword("url");
            let message = format!("the server {} is gone", url(&server));
            self.emit("server-removed", Direction::Request, &near, (Some(&at), None), message);
        }
        for server in added {
            let at = server.keyword("url");
            let message = format!("the server {} is new", url(&server));
            self.emit("server-added", Direction::Request, &near, (None, Some(&at)), message);
        }
    }

    fn server(&mut self, pair: &Pair<'d>) {
        self.documentation(pair, &["description"]);
        let Matched { pairs, removed, added } =
            matched(pair.old.entries_of("variables"), pair.new.entries_of("variables"), |(name, _)| *name);
        for ((name, old), (_, new)) in pairs {
            let both = Pair { old, new };
            self.documentation(&both, &["description"]);
            if !same_option(both.old.node.get("default"), both.new.node.get("default")) {
                let value = |at: &At<'_>| at.node.get("default").map(shown).unwrap_or_default();
                let message = format!("the default of `{name}` was {} and is {}", value(&both.old), value(&both.new));
                self.emit_both("server-variable-changed", Direction::Request, &both.keyword("default"), message);
            }
            let Matched { removed, added, .. } =
                matched(both.old.items_of("enum"), both.new.items_of("enum"), |at| shown(at.node));
            for value in removed {
                let message = format!("`{name}` loses the value {}", shown(value.node));
                self.emit("server-value-removed", Direction::Request, &both, (Some(&value), None), message);
            }
            for value in added {
                let message = format!("`{name}` gains the value {}", shown(value.node));
                self.emit("server-value-added", Direction::Request, &both, (None, Some(&value)), message);
            }
        }
        for (name, old) in removed {
            let message = format!("the variable `{name}` is gone");
            self.emit("server-variable-changed", Direction::Request, pair, (Some(&old), None), message);
        }
        for (name, new) in added {
            let message = format!("the variable `{name}` is new");
            self.emit("server-variable-changed", Direction::Request, pair, (None, Some(&new)), message);
        }
    }
}

/// Returns all operations in the order of the contract.
fn operations<'d>(root: &At<'d>) -> Vec<OperationAt<'d>> {
    let mut items = root.entries_of("paths");
    items.retain(|(path, _)| path.starts_with('/'));
    operations_of(items)
}

/// Returns the operations of path items. Each path item has its path, or the name of its webhook.
fn operations_of<'d>(items: Vec<(&'d str, At<'d>)>) -> Vec<OperationAt<'d>> {
    let mut found = Vec::new();
    for (path, at) in items {
        let item = at.resolved();
        for (method, at) in item.entries().into_iter().filter(|(key, _)| is_method(key)) {
            let at = At { pointer: join_pointer(&item.pointer, method), ..at };
            found.push(OperationAt { path, method, item: item.clone(), at });
        }
    }
    found
}
