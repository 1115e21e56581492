//! Compares the keywords of a schema, but not the schemas inside the schema.

use dataarts_insight_openapi::document::Node;
use dataarts_insight_validator::{Decimal, Strings};

use super::{
    Pair, Walk,
    evidence::Claim,
    schema::{kinds, with_key},
};
use crate::{
    change::Side,
    containment::count,
    place::{At, same, same_option, shown},
    rule::Direction,
};

/// A changed keyword, before the verdict is decided.
struct Found<'d> {
    id: &'static str,
    keywords: &'static [&'static str],
    old: Option<At<'d>>,
    new: Option<At<'d>>,
    message: String,
    /// A copy of the old schema with the new value of this keyword.
    after: Node,
}

/// The keywords that limit a count. Each row has the keyword, the rule for a stricter limit, the rule for a looser
/// limit, and `true` if the limit is a maximum.
const COUNTS: [(&[&str; 1], &str, &str, bool); 6] = [
    (&["maxLength"], "max-length-lowered", "max-length-raised", true),
    (&["minLength"], "min-length-raised", "min-length-lowered", false),
    (&["maxItems"], "max-items-lowered", "max-items-raised", true),
    (&["minItems"], "min-items-raised", "min-items-lowered", false),
    (&["maxProperties"], "max-properties-lowered", "max-properties-raised", true),
    (&["minProperties"], "min-properties-raised", "min-properties-lowered", false),
];

impl<'d> Walk<'d> {
    /// Compares the keywords that restrict values, such as `type`, `enum` and `maxLength`.
    pub(super) fn keywords(&mut self, pair: &Pair<'d>, direction: Direction) {
        let mut found = Vec::new();
        types_changed(pair, &mut found);
        enumeration(pair, &mut found);
        bounds(pair, &mut found);
        multiples(pair, &mut found);
        counts(pair, &mut found);
        texts(pair, &mut found);
        unique(pair, &mut found);
        let only = found.len() == 1;
        for Found { id, keywords, old, new, message, after } in found {
            let alone = Some((pair.old.node.clone(), after, Side::Old));
            let claim = Claim { alone, keywords, name: None, only };
            self.judged(id, direction, pair, (old.as_ref(), new.as_ref()), message, &claim);
        }
    }
}

/// Returns the change of one or more keywords; `None` if all of them are equal in the two schemas. The change is
/// reported at the first keyword that differs. In a schema with none of the keywords, it is reported at the schema.
fn keyword<'d>(
    pair: &Pair<'d>,
    id: &'static str,
    keywords: &'static [&'static str],
    message: String,
) -> Option<Found<'d>> {
    let first = keywords.iter().find(|key| !same_option(pair.old.node.get(key), pair.new.node.get(key)))?;
    // If only one contract has `exclusiveMaximum`, the place in the other contract is `maximum`.
    let place = |at: &At<'d>| [first].into_iter().chain(keywords).find_map(|key| at.get(key)).unwrap_or(at.clone());
    let at = Pair { old: place(&pair.old), new: place(&pair.new) };
    let after = keywords.iter().fold(pair.old.node.clone(), |node, key| with_key(&node, key, pair.new.node.get(key)));
    Some(Found { id, keywords, old: Some(at.old), new: Some(at.new), message, after })
}

/// Describes the change of a value: "`maxLength` was 9 and is 5".
fn words(key: &str, old: Option<&Node>, new: Option<&Node>) -> String {
    match (old, new) {
        (Some(old), Some(new)) => format!("`{key}` was {} and is {}", shown(old), shown(new)),
        (Some(old), None) => format!("`{key}` {} is gone", shown(old)),
        (None, Some(new)) => format!("`{key}` {} is new", shown(new)),
        (None, None) => format!("`{key}` changes"),
    }
}

fn key_words(pair: &Pair<'_>, key: &str) -> String {
    words(key, pair.old.node.get(key), pair.new.node.get(key))
}

fn types_changed<'d>(pair: &Pair<'d>, found: &mut Vec<Found<'d>>) {
    let (old, new) = (kinds(&pair.old), kinds(&pair.new));
    if old != new {
        let id = match (old & !new, new & !old) {
            (_, 0) => "type-narrowed",
            (0, _) => "type-widened",
            _ => "type-changed",
        };
        found.extend(keyword(pair, id, &["type"], key_words(pair, "type")));
    }
    let nullable = |at: &At<'_>| at.flag("nullable") && at.node.get("type").is_some();
    match (nullable(&pair.old), nullable(&pair.new)) {
        (true, false) => {
            found.extend(keyword(pair, "null-refused", &["nullable"], "null is no longer accepted".into()))
        }
        (false, true) => found.extend(keyword(pair, "null-allowed", &["nullable"], "null is now accepted".into())),
        _ => {}
    }
}

fn enumeration<'d>(pair: &Pair<'d>, found: &mut Vec<Found<'d>>) {
    const KEY: &str = "enum";
    let (old, new) = (pair.old.get(KEY), pair.new.get(KEY));
    let (old, new) = match (old, new) {
        (Some(old), Some(new)) => (old, new),
        (None, None) => return,
        (old, _) => {
            let id = if old.is_some() { "enum-removed" } else { "enum-added" };
            found.extend(keyword(pair, id, &[KEY], key_words(pair, KEY)));
            return;
        }
    };
    let lacks = |list: &At<'d>, value: &Node| !list.node.items().iter().any(|other| same(other, value));
    let changed = |change: &dyn Fn(&mut Vec<Node>)| {
        let mut list = old.node.clone();
        if let dataarts_insight_openapi::document::Value::Array(items) = &mut list.value {
            change(items);
        }
        with_key(pair.old.node, KEY, Some(&list))
    };
    for value in old.items().into_iter().filter(|value| lacks(&new, value.node)) {
        let message = format!("the value {} is gone", shown(value.node));
        let after = changed(&|items| items.retain(|item| !same(item, value.node)));
        let id = "enum-value-removed";
        found.push(Found { id, keywords: &[KEY], old: Some(value), new: None, message, after });
    }
    for value in new.items().into_iter().filter(|value| lacks(&old, value.node)) {
        let message = format!("the value {} is new", shown(value.node));
        let after = changed(&|items| items.push(value.node.clone()));
        found.push(Found { id: "enum-value-added", keywords: &[KEY], old: None, new: Some(value), message, after });
    }
}

fn bounds<'d>(pair: &Pair<'d>, found: &mut Vec<Found<'d>>) {
    let number =
        |at: &At<'d>, key: &str| at.node.get(key).and_then(Node::as_number).map(|text| Decimal::parse(text.as_bytes()));
    let limits: [(&'static [&'static str; 2], &'static str, &'static str, bool); 2] = [
        (&["maximum", "exclusiveMaximum"], "maximum-lowered", "maximum-raised", true),
        (&["minimum", "exclusiveMinimum"], "minimum-raised", "minimum-lowered", false),
    ];
    for (keys, narrower, wider, upper) in limits {
        let [key, exclusive] = *keys;
        let (old, new) = (number(&pair.old, key), number(&pair.new, key));
        let strict = |at: &At<'d>| at.flag(exclusive);
        let narrows = match (&old, &new) {
            (None, None) => continue,
            (None, Some(_)) => true,
            (Some(_), None) => false,
            (Some(old), Some(new)) => match old.cmp(new) {
                std::cmp::Ordering::Equal if strict(&pair.old) == strict(&pair.new) => continue,
                std::cmp::Ordering::Equal => strict(&pair.new),
                order => order.is_gt() == upper,
            },
        };
        let message = match (&old, &new) {
            (Some(old), Some(new)) if old == new => key_words(pair, exclusive),
            _ => key_words(pair, key),
        };
        found.extend(keyword(pair, if narrows { narrower } else { wider }, keys, message));
    }
}

fn multiples<'d>(pair: &Pair<'d>, found: &mut Vec<Found<'d>>) {
    const KEY: &str = "multipleOf";
    let (old, new) = (pair.old.node.get(KEY), pair.new.node.get(KEY));
    if same_option(old, new) {
        return;
    }
    let whole =
        |node: Option<&Node>| node.and_then(Node::as_number).and_then(|text| Decimal::parse(text.as_bytes()).to_i64());
    let id = match (old, new, whole(old), whole(new)) {
        (None, ..) => "multiple-of-narrowed",
        (_, None, ..) => "multiple-of-widened",
        (_, _, Some(old), Some(new)) if new.checked_rem(old) == Some(0) => "multiple-of-narrowed",
        (_, _, Some(old), Some(new)) if old.checked_rem(new) == Some(0) => "multiple-of-widened",
        _ => "multiple-of-changed",
    };
    found.extend(keyword(pair, id, &[KEY], key_words(pair, KEY)));
}

fn counts<'d>(pair: &Pair<'d>, found: &mut Vec<Found<'d>>) {
    for (keys, narrower, wider, upper) in COUNTS {
        let [key] = *keys;
        let absent = if upper { u64::MAX } else { 0 };
        let number = |at: &At<'d>| count(at.node, key).unwrap_or(absent);
        let (old, new) = (number(&pair.old), number(&pair.new));
        if old != new {
            let id = if (new < old) == upper { narrower } else { wider };
            found.extend(keyword(pair, id, keys, key_words(pair, key)));
        }
    }
}

fn texts<'d>(pair: &Pair<'d>, found: &mut Vec<Found<'d>>) {
    let rules: [(&'static [&'static str; 1], [&'static str; 3]); 2] = [
        (&["pattern"], ["pattern-added", "pattern-removed", "pattern-changed"]),
        (&["format"], ["format-added", "format-removed", "format-changed"]),
    ];
    for (keys, [added, removed, changed]) in rules {
        let [key] = *keys;
        let id = match (pair.old.text(key), pair.new.text(key)) {
            (None, Some(_)) => added,
            (Some(_), None) => removed,
            (Some(old), Some(new)) if old != new && !(key == "pattern" && match_equally(old, new)) => changed,
            _ => continue,
        };
        found.extend(keyword(pair, id, keys, key_words(pair, key)));
    }
}

/// Returns whether a proof shows that two patterns match the same strings, such as `^[0-9]+$` and `^\d+$`.
fn match_equally(old: &str, new: &str) -> bool {
    let [old, new] = [old, new].map(|pattern| Strings { lengths: (0, u64::MAX), patterns: vec![pattern] });
    old.outside(&new) == Ok(None) && new.outside(&old) == Ok(None)
}

fn unique<'d>(pair: &Pair<'d>, found: &mut Vec<Found<'d>>) {
    const KEY: &str = "uniqueItems";
    match (pair.old.flag(KEY), pair.new.flag(KEY)) {
        (false, true) => found.extend(keyword(pair, "unique-items-added", &[KEY], "items must now differ".into())),
        (true, false) => found.extend(keyword(pair, "unique-items-removed", &[KEY], "items may now be equal".into())),
        _ => {}
    }
}
