//! Compares two versions of the public items of a crate.

use dataarts_insight_diff::{RustChange, Step};

use super::{Api, PublicItem};

/// The attribute of a type that refuses unknown fields.
const CLOSED: &str = "#[serde(deny_unknown_fields)] ";

/// Returns the changes between two versions of the public items of a crate, the most serious changes first.
#[must_use]
pub fn compare(package: &str, old: &Api, new: &Api) -> Vec<RustChange> {
    let mut changes = Vec::new();
    let mut add = |item: &str, (step, message): (Step, String)| {
        changes.push(RustChange { package: package.to_owned(), item: item.to_owned(), step, message });
    };
    for (path, item) in old {
        match new.get(path) {
            Some(other) => {
                if let Some(change) = changed(path, (old, item), (new, other)) {
                    add(path, change);
                }
            }
            None if is_derived(path, new) => {}
            None => add(path, (Step::Major, "is gone".to_owned())),
        }
    }
    for (path, item) in new.iter().filter(|(path, _)| !old.contains_key(*path)) {
        let parent = path.rsplit_once("::").is_some_and(|(parent, _)| old.contains_key(parent));
        match item.is_exhaustive && parent {
            _ if is_derived(path, old) => {}
            true => add(path, (Step::Major, "is new in a type that callers may list in full".to_owned())),
            false => add(path, (Step::Minor, "is new".to_owned())),
        }
    }
    changes.sort_by(|a, b| b.step.cmp(&a.step).then_with(|| a.item.cmp(&b.item)));
    changes
}

/// Returns the change of an item that both versions have.
fn changed(
    path: &str,
    (old_api, old): (&Api, &PublicItem),
    (new_api, new): (&Api, &PublicItem),
) -> Option<(Step, String)> {
    // Ignores a trait that one version derives and the other version implements by hand.
    let missing = |has: &PublicItem, lacks: &PublicItem, api: &Api| -> Vec<String> {
        let traits = has.derives.difference(&lacks.derives).cloned();
        traits.filter(|name| !api.contains_key(&format!("impl {name} for {path}"))).collect()
    };
    if old.contract.replacen(CLOSED, "", 1) == new.contract && old.contract != new.contract {
        return Some((Step::Minor, "reads unknown fields too".to_owned()));
    }
    if old.contract != new.contract {
        return Some((Step::Major, format!("was `{}` and is `{}`", old.declaration, new.declaration)));
    }
    let lost = missing(old, new, new_api);
    if !lost.is_empty() {
        return Some((Step::Major, format!("no longer derives {}", lost.join(", "))));
    }
    match (old.is_open, new.is_open) {
        (false, true) => return Some((Step::Major, "is now `#[non_exhaustive]`".to_owned())),
        (true, false) => return Some((Step::Minor, "is no longer `#[non_exhaustive]`".to_owned())),
        _ => {}
    }
    let gained = missing(new, old, old_api);
    if !gained.is_empty() {
        return Some((Step::Minor, format!("derives {}", gained.join(", "))));
    }
    match (old.is_deprecated, new.is_deprecated) {
        (false, true) => return Some((Step::Minor, "is now deprecated".to_owned())),
        (true, false) => return Some((Step::Patch, "is no longer deprecated".to_owned())),
        _ => {}
    }
    if old.declaration != new.declaration {
        let message = "has other names of arguments, another number of items, or another note about deprecation";
        return Some((Step::Patch, message.to_owned()));
    }
    (old.docs != new.docs).then(|| (Step::Patch, "has other documentation".to_owned()))
}

/// Returns whether `path` is an implementation, such as `impl Clone for A`, and the other version derives the trait.
fn is_derived(path: &str, other: &Api) -> bool {
    let named = path.strip_prefix("impl ").and_then(|rest| rest.split_once(" for "));
    named.is_some_and(|(of, owner)| other.get(owner).is_some_and(|item| item.derives.contains(of)))
}

#[cfg(test)]
mod tests {
    use super::{super::list, *};

    fn steps(old: &str, new: &str) -> Vec<(String, Step)> {
        let changes = compare("c", &list(old).unwrap(), &list(new).unwrap());
        changes.into_iter().map(|change| (change.item, change.step)).collect()
    }

    #[test]
    fn classifies_changes_of_public_items() {
        for (what, old, new, expected) in [
            ("removed", "pub fn a() {}", "", Some(("a", Step::Major))),
            ("added", "", "pub fn a() {}", Some(("a", Step::Minor))),
            (
                "type of a field",
                "pub struct A { pub x: u8 }",
                "pub struct A { pub x: u16 }",
                Some(("A::x", Step::Major)),
            ),
            (
                "field",
                "pub struct A { pub x: u8 }",
                "pub struct A { pub x: u8, pub y: u8 }",
                Some(("A::y", Step::Major)),
            ),
            (
                "field of an open type",
                "#[non_exhaustive] pub struct A {}",
                "#[non_exhaustive] pub struct A { pub y: u8 }",
                Some(("A::y", Step::Minor)),
            ),
            (
                "first private field",
                "pub struct A { pub x: u8 }",
                "pub struct A { pub x: u8, y: u8 }",
                Some(("A", Step::Major)),
            ),
            ("deprecated", "pub fn a() {}", "#[deprecated] pub fn a() {}", Some(("a", Step::Minor))),
            ("no longer deprecated", "#[deprecated] pub fn a() {}", "pub fn a() {}", Some(("a", Step::Patch))),
            (
                "reads unknown fields",
                "#[serde(deny_unknown_fields)] pub struct A {}",
                "pub struct A {}",
                Some(("A", Step::Minor)),
            ),
            (
                "refuses unknown fields",
                "pub struct A {}",
                "#[serde(deny_unknown_fields)] pub struct A {}",
                Some(("A", Step::Major)),
            ),
            ("variant", "pub enum A { X }", "pub enum A { X, Y }", Some(("A::Y", Step::Major))),
            (
                "variant of an open type",
                "#[non_exhaustive] pub enum A { X }",
                "#[non_exhaustive] pub enum A { X, Y }",
                Some(("A::Y", Step::Minor)),
            ),
            ("closed type opened", "pub enum A {}", "#[non_exhaustive] pub enum A {}", Some(("A", Step::Major))),
            ("open type closed", "#[non_exhaustive] pub enum A {}", "pub enum A {}", Some(("A", Step::Minor))),
            ("documentation", "/// Old.\npub fn a() {}", "/// New.\npub fn a() {}", Some(("a", Step::Patch))),
            (
                "documentation of a field",
                "pub enum A { X { /** Old. */ y: u8 } }",
                "pub enum A { X { /** New. */ y: u8 } }",
                Some(("A::X", Step::Patch)),
            ),
            ("name of an argument", "pub fn a(x: u8) {}", "pub fn a(mut y: u8) {}", Some(("a", Step::Patch))),
            (
                "length of a list",
                "pub const A: [u8; 1] = [1];",
                "pub const A: [u8; 2] = [1, 2];",
                Some(("A", Step::Patch)),
            ),
            ("private", "fn a() {}", "struct B;", None),
            (
                "method",
                "pub struct A; impl A { pub fn a(&self) {} }",
                "pub struct A; impl A { pub fn a(&self, x: u8) {} }",
                Some(("A::a", Step::Major)),
            ),
            ("required method of a trait", "pub trait A {}", "pub trait A { fn a(); }", Some(("A::a", Step::Major))),
            ("provided method of a trait", "pub trait A {}", "pub trait A { fn a() {} }", Some(("A::a", Step::Minor))),
            ("derive removed", "#[derive(Clone)] pub struct A;", "pub struct A;", Some(("A", Step::Major))),
            ("derive added", "pub struct A;", "#[derive(Clone)] pub struct A;", Some(("A", Step::Minor))),
            (
                "derive written by hand",
                "#[derive(Clone)] pub struct A;",
                "#[derive()] pub struct A; impl Clone for A {}",
                None,
            ),
            (
                "serde attribute",
                "pub struct A { #[serde(default)] pub x: u8 }",
                "pub struct A { pub x: u8 }",
                Some(("A::x", Step::Major)),
            ),
            ("item moved behind a re-export", "pub struct A;", "mod a { pub struct A; } pub use a::A;", None),
            (
                "re-export removed",
                "mod a { pub struct A; } pub use a::A;",
                "mod a { pub struct A; }",
                Some(("A", Step::Major)),
            ),
            ("hidden", "#[doc(hidden)] pub fn a() {}", "", None),
            ("test", "#[cfg(test)] mod a {}", "", None),
        ] {
            let found = steps(old, new);
            let found: Vec<(&str, Step)> = found.iter().map(|(item, step)| (item.as_str(), *step)).collect();
            assert_eq!(found, expected.into_iter().collect::<Vec<_>>(), "{what}");
        }
    }
}
