//! Compares the credentials that operations need (`security`), and their definitions (`securitySchemes`).

use std::collections::{BTreeMap, BTreeSet};

use super::{Matched, Pair, Walk, contract::OperationAt, matched};
use crate::{
    place::{At, same_option, shape},
    rule::Direction,
};

/// One item of a `security` list: a set of credentials, such as a token and a key. A request needs all credentials of
/// one of these sets.
#[derive(Debug, Clone)]
struct Alternative<'d> {
    at: At<'d>,
    schemes: Vec<(&'d str, At<'d>)>,
}

impl Alternative<'_> {
    fn names(&self) -> BTreeSet<&str> {
        self.schemes.iter().map(|(name, _)| *name).collect()
    }

    fn words(&self) -> String {
        self.names().into_iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(" and ")
    }
}

impl<'d> Walk<'d> {
    /// Compares the credentials of an operation. If the operation has no key `security`, uses the credentials of the
    /// contract.
    pub(super) fn security(&mut self, root: &Pair<'d>, old: &OperationAt<'d>, new: &OperationAt<'d>) {
        let list =
            |operation: &OperationAt<'d>, root: &At<'d>| operation.at.get("security").or_else(|| root.get("security"));
        let (olds, news) = (list(old, &root.old), list(new, &root.new));
        let alternatives = |list: &Option<At<'d>>| -> Vec<Alternative<'d>> {
            let items = list.as_ref().map(At::items).unwrap_or_default();
            items.into_iter().map(|at| Alternative { schemes: at.entries(), at }).collect()
        };
        let near = Pair {
            old: olds.clone().unwrap_or_else(|| old.at.clone()),
            new: news.clone().unwrap_or_else(|| new.at.clone()),
        };
        let (old_list, new_list) = (alternatives(&olds), alternatives(&news));
        // No credentials are needed if `security` is an empty list, is missing, or contains the empty set `{}`.
        let is_open = |list: &[Alternative<'_>]| list.is_empty() || list.iter().any(|set| set.schemes.is_empty());
        match (is_open(&old_list), is_open(&new_list)) {
            (true, false) => {
                let message = "requests now need credentials".to_owned();
                self.emit(
                    "authentication-required",
                    Direction::Request,
                    &near,
                    (olds.as_ref(), news.as_ref()),
                    message,
                );
                return;
            }
            (false, true) => {
                let message = "requests no longer need credentials".to_owned();
                self.emit("authentication-dropped", Direction::Request, &near, (olds.as_ref(), news.as_ref()), message);
                return;
            }
            _ => {}
        }
        // Requests do not contain the name of a security scheme, so a renamed scheme has its new name in both lists.
        let renamed = renamed(root);
        let new_name = |name: &'d str| renamed.get(name).copied().unwrap_or(name);
        let rename = |mut set: Alternative<'d>| {
            set.schemes.iter_mut().for_each(|(name, _)| *name = new_name(name));
            set
        };
        let old_list: Vec<Alternative<'d>> = old_list.into_iter().map(rename).collect();
        let names = |set: &Alternative<'d>| set.schemes.iter().map(|(name, _)| *name).collect::<BTreeSet<&str>>();
        let Matched { pairs, removed, added } = matched(old_list, new_list, names);
        for (old, new) in pairs {
            for ((name, old), (_, new)) in matched(old.schemes, new.schemes, |(name, _)| *name).pairs {
                let Matched { removed, added, .. } = matched(old.items(), new.items(), |at| at.node.as_str());
                let both = Pair { old, new };
                for scope in removed {
                    let message =
                        format!("`{name}` no longer needs the scope `{}`", scope.node.as_str().unwrap_or_default());
                    self.emit("scope-removed", Direction::Request, &both, (Some(&scope), None), message);
                }
                for scope in added {
                    let message = format!("`{name}` now needs the scope `{}`", scope.node.as_str().unwrap_or_default());
                    self.emit("scope-added", Direction::Request, &both, (None, Some(&scope)), message);
                }
            }
        }
        for set in removed.iter().filter(|set| !set.schemes.is_empty()) {
            let message = format!("requests with {} are refused", set.words());
            self.emit("security-removed", Direction::Request, &near, (Some(&set.at), None), message);
        }
        for set in added.iter().filter(|set| !set.schemes.is_empty()) {
            let message = format!("requests may have {}", set.words());
            self.emit("security-added", Direction::Request, &near, (None, Some(&set.at)), message);
        }
        self.schemes_of(root, &near);
    }

    /// Compares the definitions of the credentials that the new operation uses, if both contracts define them.
    fn schemes_of(&mut self, root: &Pair<'d>, near: &Pair<'d>) {
        let used: BTreeSet<&str> =
            near.new.items().iter().flat_map(|set| set.entries()).map(|(name, _)| name).collect();
        let scheme =
            |at: &At<'d>, name: &str| Some(at.get("components")?.get("securitySchemes")?.get(name)?.resolved());
        for name in used {
            if let (Some(old), Some(new)) = (scheme(&root.old, name), scheme(&root.new, name)) {
                self.scheme(name, &Pair { old, new }, Direction::Request);
            }
        }
    }

    fn scheme(&mut self, name: &str, pair: &Pair<'d>, direction: Direction) {
        self.documentation(pair, &["description", "bearerFormat"]);
        for key in SENT {
            if sent(&pair.old, key) != sent(&pair.new, key) {
                let value = |at: &At<'d>| at.text(key).map_or("absent".to_owned(), |text| format!("`{text}`"));
                let message = format!("`{key}` of `{name}` was {} and is {}", value(&pair.old), value(&pair.new));
                self.emit_both("security-scheme-changed", direction, &pair.keyword(key), message);
            }
        }
        if !same_option(pair.old.node.get("flows"), pair.new.node.get("flows")) {
            let message = format!("the flows of `{name}` change");
            self.emit_both("oauth-flow-changed", direction, &pair.keyword("flows"), message);
        }
    }

    /// Compares the sections `securitySchemes` of both contracts.
    pub(super) fn security_schemes(&mut self, root: &Pair<'d>) {
        let (Matched { pairs, removed, added }, renamed) = matched_schemes(root);
        for ((name, old), (_, new)) in pairs {
            self.scheme(name, &Pair { old, new }.resolved(), Direction::Neither);
        }
        for ((old_name, old), (name, new)) in renamed {
            let message = format!("the credentials `{old_name}` are now `{name}`");
            let both = Pair { old, new };
            self.emit_both("security-scheme-renamed", Direction::Neither, &both, message);
            self.scheme(name, &both.resolved(), Direction::Neither);
        }
        for (name, old) in removed {
            let message = format!("the credentials `{name}` are gone");
            self.emit("security-scheme-removed", Direction::Neither, root, (Some(&old), None), message);
        }
        for (name, new) in added {
            let message = format!("the credentials `{name}` are new");
            self.emit("security-scheme-added", Direction::Neither, root, (None, Some(&new)), message);
        }
    }
}

/// The keys of a security scheme that determine how a request contains the credentials.
const SENT: [&str; 5] = ["type", "name", "in", "scheme", "openIdConnectUrl"];

/// Returns the value of a key of a security scheme. Upper and lower case are equal in header names and in HTTP schemes
/// such as `Bearer`.
fn sent(at: &At<'_>, key: &str) -> String {
    let text = at.text(key).unwrap_or_default();
    if key == "scheme" || (key == "name" && at.text("in") == Some("header")) {
        text.to_lowercase()
    } else {
        text.to_owned()
    }
}

type Scheme<'d> = (&'d str, At<'d>);

/// Pairs the security schemes of both contracts by their names. The second result has the renamed schemes: pairs with
/// another name and the same definition.
fn matched_schemes<'d>(root: &Pair<'d>) -> (Matched<Scheme<'d>>, Vec<(Scheme<'d>, Scheme<'d>)>) {
    let schemes = |at: &At<'d>| at.get("components").map(|at| at.entries_of("securitySchemes")).unwrap_or_default();
    let definition = |(_, at): &Scheme<'d>| {
        let at = at.resolved();
        (SENT.map(|key| sent(&at, key)), at.node.get("flows").map(shape))
    };
    matched(schemes(&root.old), schemes(&root.new), |(name, _)| *name).then(definition)
}

/// Returns the new name of each renamed security scheme. The key is the old name.
fn renamed<'d>(root: &Pair<'d>) -> BTreeMap<&'d str, &'d str> {
    matched_schemes(root).1.into_iter().map(|((old, _), (new, _))| (old, new)).collect()
}
