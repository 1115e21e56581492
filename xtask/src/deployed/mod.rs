//! The effects of a new contract on deployed programs, which are built with the client of the old contract.
//!
//! - The model of the client is [`Reader`]. It decodes by the effective contract of the old contract.
//! - The payloads are responses that the new contract accepts: its examples, the certificates of the changes, and
//!   generated values.
//! - The validator of the old contract finds what is new in a payload. Effects that responses of the old contract have
//!   too are not reported.

mod evidence;
mod reader;
mod rules;
#[cfg(test)]
mod tests;

use std::collections::BTreeSet;

use dataarts_insight_diff::{Certificate, Change, Comparison, Decoding, Deployed, Direction, Side, Verdict};
use dataarts_insight_openapi::{
    OperationNode,
    document::{Entry, Node},
    operation_nodes, tree,
};

use self::evidence::{Evidence, Responses};
pub use self::{
    reader::{Effect, Reader, Reading},
    rules::{DecodingRule, Deviation, RULES},
};
use crate::{
    manifest::Needed,
    passes::{media_types::Kind, responses::EMPTY_KEY},
    render::reference::documented,
};

/// Returns the effects on programs that are built with the client of `effective`. `effective` is the effective contract
/// of the old contract.
#[must_use]
pub fn effects(comparison: &Comparison, effective: &Node, needed: &[Needed]) -> Vec<Deployed> {
    let mut search = Search {
        comparison,
        effective,
        old: operation_nodes(comparison.old.root()),
        made: operation_nodes(effective),
        needed,
        groups: Vec::new(),
        found: Vec::new(),
    };
    search.removed_operations();
    let affected: BTreeSet<&str> = comparison
        .changes
        .iter()
        .filter(|change| is_about_responses(change))
        .flat_map(|change| change.operations.iter().map(String::as_str))
        .collect();
    for new in operation_nodes(comparison.new.root()) {
        if affected.contains(name(&new).as_str()) {
            search.operation(&new);
        }
    }
    search.finish()
}

/// Returns whether an operation of the effective contract has a response with the field.
#[must_use]
pub fn has_field(effective: &Node, needed: &Needed) -> bool {
    let reader = Reader::new(effective);
    let all = operation_nodes(effective);
    let named = all.iter().filter(|operation| name(operation) == needed.operation);
    named.flat_map(|operation| responses(operation.node)).any(|response| {
        let schema = content(effective, &response.node).first().and_then(|media| media.node.get("schema"));
        schema.is_some_and(|schema| reader.declares(schema, &needed.pointer))
    })
}

fn is_about_responses(change: &Change) -> bool {
    matches!(change.direction, Direction::Response | Direction::Both) && change.wire > Verdict::None
}

/// Returns the `operationId`, or the method and the path if the operation has no `operationId`.
fn name(operation: &OperationNode<'_>) -> String {
    let id = operation.node.get("operationId").and_then(Node::as_str);
    id.map_or_else(|| format!("{} {}", operation.method.to_uppercase(), operation.path), str::to_owned)
}

struct Search<'c> {
    comparison: &'c Comparison,
    effective: &'c Node,
    /// The operations of the old contract.
    old: Vec<OperationNode<'c>>,
    /// The operations of the effective contract.
    made: Vec<OperationNode<'c>>,
    needed: &'c [Needed],
    groups: Vec<Group<'c>>,
    found: Vec<Deployed>,
}

/// Operations whose responses have the same schemas. The payloads of these schemas are made only once.
struct Group<'c> {
    /// The operations with their status, such as `show_task 200`.
    operations: Vec<String>,
    responses: Responses<'c>,
}

/// The body that a generated client decodes.
enum Body<'c> {
    /// The client does not decode the body.
    Undecoded,
    /// The client decodes JSON by this schema.
    Json(&'c Node),
}

impl<'c> Search<'c> {
    fn removed_operations(&mut self) {
        let comparison = self.comparison;
        for change in comparison.changes.iter().filter(|change| change.rule.id == "operation-removed") {
            self.add(change.operations.join(", "), Deviation::OperationGone, None);
        }
    }

    fn add(&mut self, what: String, deviation: Deviation, payload: Option<&str>) {
        let Some(rule) = deviation.rule() else { return };
        let message = match payload {
            Some(payload) => format!("{}, for example in {}", rule.effect, shortened(payload)),
            None => rule.effect.to_owned(),
        };
        self.found.push(Deployed { what, result: rule.result, message });
    }

    /// Compares the responses of an operation of the new contract with those of the same operation of the old contract.
    fn operation(&mut self, new: &OperationNode<'c>) {
        let name = name(new);
        let Some(old) = counterpart(&self.old, new).cloned() else { return };
        let is_old = |made: &&OperationNode<'_>| made.path == old.path && made.method == old.method;
        // The client does not have the operation if the manifest does not select it.
        let Some(made) = self.made.iter().find(is_old).cloned() else { return };
        let kept = responses(made.node).find_map(|entry| content(self.effective, &entry.node).first());
        let body = match kept {
            Some(media) if Kind::of(&media.key) == Kind::Json => media.node.get("schema").map(Body::Json),
            _ => None,
        };
        let body = body.unwrap_or(Body::Undecoded);
        let has_success = responses(new.node).any(|entry| entry.key.starts_with('2'));
        for response in responses(new.node) {
            let status = response.key.as_str();
            let is_success = status.starts_with('2') || (status == "default" && !has_success);
            let what = format!("{name} {status}");
            let is_declared = declared(old.node, status).is_some();
            match is_success {
                false if is_declared || status == "default" => {}
                false if status.starts_with(['4', '5']) => self.add(what, Deviation::NewError, None),
                false => self.add(what, Deviation::NewStatus, None),
                true => {
                    let unreadable = match body {
                        Body::Json(_) => self.unreadable(response, made.node),
                        Body::Undecoded => None,
                    };
                    match (unreadable, is_declared) {
                        (Some(deviation), _) => self.add(what.clone(), deviation, None),
                        (None, false) => self.add(what.clone(), Deviation::NewSuccess, None),
                        (None, true) => {}
                    }
                    if let Body::Json(schema) = body {
                        self.success(&name, &what, response, (old.node, schema));
                    }
                }
            }
        }
    }

    /// Returns the reason if a response of the new contract never has a JSON body. `made` is the operation in the
    /// effective contract.
    fn unreadable(&self, response: &Entry, made: &Node) -> Option<Deviation> {
        let offered = content(self.comparison.new.root(), &response.node);
        match offered.iter().any(|media| Kind::of(&media.key) == Kind::Json) {
            true => None,
            false if !offered.is_empty() => Some(Deviation::OtherMediaType),
            false if made.flag(EMPTY_KEY) => None,
            false => Some(Deviation::NoBody),
        }
    }

    /// Adds a success response of the new contract to its group. `old` is the operation in the old contract, and
    /// `schema` is the schema by which the client decodes the body.
    fn success(&mut self, name: &str, what: &str, response: &'c Entry, (old, schema): (&'c Node, &'c Node)) {
        let (old_root, new_root) = (self.comparison.old.root(), self.comparison.new.root());
        let is_json = |media: &&Entry| Kind::of(&media.key) == Kind::Json;
        let declared = declared(old, &response.key)
            .or_else(|| responses(old).find(|entry| entry.key.starts_with('2')).map(|entry| &entry.node));
        let strict = declared
            .and_then(|response| content(old_root, response).iter().find(is_json))
            .and_then(|media| media.node.get("schema"));
        let needed: Vec<String> =
            self.needed.iter().filter(|needed| needed.operation == name).map(|needed| needed.pointer.clone()).collect();
        for media in content(new_root, &response.node).iter().filter(is_json) {
            let Some(new) = media.node.get("schema") else { continue };
            let new = new_root.resolve(new).map_or(new, |resolved| resolved.node);
            let strict = strict.map(|strict| old_root.resolve(strict).map_or(strict, |resolved| resolved.node));
            let responses = Responses { effective: schema, old: strict, new, needed: needed.clone(), more: Vec::new() };
            let at = self.groups.iter().position(|group| group.responses.is_same(&responses));
            let at = at.unwrap_or_else(|| {
                self.groups.push(Group { operations: Vec::new(), responses });
                self.groups.len() - 1
            });
            let Some(group) = self.groups.get_mut(at) else { continue };
            group.operations.push(what.to_owned());
            let examples = documented(new_root, &media.node);
            group.responses.more.extend(examples.into_iter().map(|(_, value)| tree::to_json_line(value)));
        }
    }

    fn finish(mut self) -> Vec<Deployed> {
        let mut evidence = Evidence::new(self.comparison, self.effective);
        for mut group in std::mem::take(&mut self.groups) {
            let certificates = self.comparison.changes.iter().filter_map(|change| match &change.certificate {
                Some(Certificate::Payload { accepted_by: Side::New, new_schema: Some(pointer), text, .. }) => {
                    let schema = self.comparison.new.pointer(pointer)?;
                    std::ptr::eq(schema, group.responses.new).then(|| text.clone())
                }
                _ => None,
            });
            group.responses.more.extend(certificates.collect::<Vec<_>>());
            let place = reach(&group.operations);
            let outcome = evidence.of(&group.responses);
            if outcome.effects.is_empty() && outcome.payloads > 0 {
                self.found.push(Deployed {
                    what: place.clone(),
                    result: Decoding::Decodes,
                    message: format!("the program reads all of {} different payloads as before", outcome.payloads),
                });
            }
            for (effect, payload) in outcome.effects {
                let what = match effect.pointer.as_str() {
                    "" => place.clone(),
                    pointer => format!("{place}: {pointer}"),
                };
                self.add(what, effect.deviation, payload.as_deref());
            }
        }
        self.found.sort_by_key(|effect| std::cmp::Reverse(effect.result));
        self.found
    }
}

/// Finds the operation of the old contract: the operation with the same method and path, or with the same
/// `operationId`.
fn counterpart<'o, 'c>(old: &'o [OperationNode<'c>], new: &OperationNode<'_>) -> Option<&'o OperationNode<'c>> {
    let route = |operation: &OperationNode<'_>| {
        let segment = |segment: &str| if segment.starts_with('{') { "{}" } else { segment }.to_owned();
        (operation.method.to_owned(), operation.path.split('/').map(segment).collect::<Vec<_>>())
    };
    let id =
        |operation: &OperationNode<'_>| operation.node.get("operationId").and_then(Node::as_str).map(str::to_owned);
    let wanted = route(new);
    old.iter().find(|operation| route(operation) == wanted).or_else(|| {
        let wanted = id(new)?;
        old.iter().find(|operation| id(operation).as_ref() == Some(&wanted))
    })
}

/// Returns the entries of `responses` without extensions.
fn responses(operation: &Node) -> impl Iterator<Item = &Entry> {
    let all = operation.get("responses").map_or(&[][..], Node::entries);
    all.iter().filter(|entry| !entry.key.starts_with("x-"))
}

/// Returns the response that an operation declares for a status. For `404`, tries `404`, `4XX` and `default`.
fn declared<'c>(operation: &'c Node, status: &str) -> Option<&'c Node> {
    let class = status.chars().next().map(|first| format!("{first}XX"));
    let keys = [Some(status.to_owned()), class, Some("default".to_owned())];
    let find = |key: String| responses(operation).find(|entry| entry.key.eq_ignore_ascii_case(&key));
    keys.into_iter().flatten().find_map(find).map(|entry| &entry.node)
}

/// Returns the media types of a response.
fn content<'c>(root: &'c Node, response: &'c Node) -> &'c [Entry] {
    let resolved = root.resolve(response).map_or(response, |resolved| resolved.node);
    resolved.get("content").map_or(&[], Node::entries)
}

/// Returns the operations as a phrase with at most three names.
fn reach(operations: &[String]) -> String {
    match operations {
        [first, second, third, rest @ ..] if !rest.is_empty() => {
            format!("{first}, {second}, {third} and {} others", rest.len())
        }
        all => all.join(", "),
    }
}

fn shortened(payload: &str) -> String {
    let shown: String = payload.chars().take(200).collect();
    let dots = if shown.len() < payload.len() { "…" } else { "" };
    format!("{shown}{dots}")
}
