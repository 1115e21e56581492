//! Whether a value that a contract writes down is valid by a schema of it.
//!
//! This judges while the contract may still be broken elsewhere, which a compiled validator cannot: a schema that is
//! wrong has findings of its own, and what is wrong in it accepts everything here.

use dataarts_insight_openapi::{
    document::{Node, Value, join_pointer},
    objects::{Object, Objects},
};

use super::schema;

/// Why a value is not valid.
#[derive(Debug)]
pub(super) struct Problem {
    /// The JSON Pointer of the part that it is about.
    pub(super) pointer: String,
    /// What is wrong with it.
    pub(super) message: String,
}

/// What is wrong with a value, as far as it could be judged.
pub(super) struct Verdict {
    /// Everything that is wrong.
    pub(super) problems: Vec<Problem>,
    /// Whether the references led too far to judge everything.
    pub(super) cut_short: bool,
}

/// Everything that is wrong with a value.
pub(super) fn problems(objects: &Objects<'_>, object: &Object<'_>, value: &Node) -> Vec<Problem> {
    judge(objects, object, value).problems
}

/// Judges a value.
pub(super) fn judge(objects: &Objects<'_>, object: &Object<'_>, value: &Node) -> Verdict {
    let budget = schema::Budget::of(size(value).saturating_mul(50).saturating_add(1_000));
    let mut judge = Judge { objects, budget: &budget, problems: Vec::new(), pointer: String::new() };
    judge.judge(object, value);
    Verdict { problems: judge.problems, cut_short: budget.is_spent() }
}

/// How many values there are in a value.
fn size(value: &Node) -> u32 {
    let below = value.items().iter().chain(value.entries().iter().map(|entry| &entry.node));
    below.map(size).fold(1, u32::saturating_add)
}

/// What a schema has against a value of its own enum.
pub(super) fn beside_enum(objects: &Objects<'_>, schema: &Object<'_>, value: &Node) -> Option<String> {
    problems(objects, schema, value).into_iter().next().map(|problem| problem.message)
}

struct Judge<'c, 'd> {
    objects: &'c Objects<'d>,
    budget: &'c schema::Budget,
    problems: Vec<Problem>,
    pointer: String,
}

impl Judge<'_, '_> {
    fn say(&mut self, message: String) {
        self.problems.push(Problem { pointer: self.pointer.clone(), message });
    }

    fn judge(&mut self, schema: &Object<'_>, value: &Node) {
        let Some(object) = self.objects.target(schema) else { return };
        let budget = self.budget;
        let Some(_level) = budget.enter() else { return };
        if value.kind() == "null" && object.flag("nullable") {
            return;
        }
        if let Some(name) = object.text("type").filter(|name| schema::TYPES.contains(name))
            && !schema::is_of_type(value, name)
        {
            self.say(format!("{} is {}, not of type {name}", schema::show(value), value.kind()));
            return;
        }
        if let Some(values) = object.get("enum").map(Node::items)
            && !values.is_empty()
            && !values.iter().any(|allowed| equal(allowed, value))
        {
            self.say(format!("{} is none of the values of the enum", schema::show(value)));
        }
        match &value.value {
            Value::Number(text) => self.number(object, text),
            Value::String(text) => self.string(object, value, text),
            Value::Array(items) => self.array(object, items),
            Value::Object(_) => self.object(object, value),
            Value::Null | Value::Bool(_) => {}
        }
        self.compositions(object, value);
    }

    fn number(&mut self, object: &Object<'_>, text: &str) {
        let Ok(number) = text.parse::<f64>() else { return };
        let (lowest, highest) = match object.text("format") {
            Some("int32") => (f64::from(i32::MIN), f64::from(i32::MAX)),
            // 2^63 is no i64, and the largest f64 below it is.
            Some("int64") => (-9_223_372_036_854_775_808.0, 9_223_372_036_854_774_784.0),
            _ => (f64::NEG_INFINITY, f64::INFINITY),
        };
        let exact = text.parse::<i64>().is_ok();
        if (number < lowest || number > highest) && !(exact && object.text("format") == Some("int64")) {
            self.say(format!("{text} is out of the range of {}", object.text("format").unwrap_or_default()));
        }
        if let Some(low) = schema::number(object, "minimum")
            && (number < low || (number <= low && object.flag("exclusiveMinimum")))
        {
            self.say(format!("{text} is below the minimum {low}"));
        }
        if let Some(high) = schema::number(object, "maximum")
            && (number > high || (number >= high && object.flag("exclusiveMaximum")))
        {
            self.say(format!("{text} is above the maximum {high}"));
        }
        if let Some(factor) = schema::number(object, "multipleOf")
            && factor > 0.0
            && ((number / factor) - (number / factor).round()).abs() > 1e-9
        {
            self.say(format!("{text} is no multiple of {factor}"));
        }
    }

    fn string(&mut self, object: &Object<'_>, value: &Node, text: &str) {
        let length = text.chars().count();
        self.size(object, length, ("minLength", "maxLength"), "characters");
        let pattern = object.text("pattern").and_then(|pattern| regress::Regex::new(pattern).ok());
        if pattern.is_some_and(|pattern| pattern.find(text).is_none()) {
            self.say(format!(
                "{} does not match the pattern {}",
                schema::show(value),
                object.text("pattern").unwrap_or_default()
            ));
        }
        if let Some(format) = object.text("format")
            && !format_holds(format, text)
        {
            self.say(format!("{} is no {format}", schema::show(value)));
        }
    }

    fn array(&mut self, object: &Object<'_>, items: &[Node]) {
        self.size(object, items.len(), ("minItems", "maxItems"), "items");
        if object.flag("uniqueItems") {
            let mut seen = std::collections::HashSet::new();
            if let Some(twice) = items.iter().find(|item| !seen.insert(item.to_json().to_string())) {
                self.say(format!("the item {} is there twice", schema::show(twice)));
            }
        }
        if let Some(schema) = self.objects.children(object, "items").next() {
            for (index, item) in items.iter().enumerate() {
                self.below(schema, item, &index.to_string());
            }
        }
    }

    fn object(&mut self, object: &Object<'_>, value: &Node) {
        self.size(object, value.entries().len(), ("minProperties", "maxProperties"), "properties");
        for name in object.get("required").map(Node::items).unwrap_or_default().iter().filter_map(Node::as_str) {
            if value.get(name).is_none() {
                self.say(format!("the required property `{name}` is missing"));
            }
        }
        let properties: Vec<_> = self.objects.children(object, "properties").collect();
        let additional = self.objects.children(object, "additionalProperties").next();
        let closed = object.get("additionalProperties").and_then(Node::as_bool) == Some(false);
        for entry in value.entries() {
            match (properties.iter().find(|property| property.key == entry.key), additional) {
                (Some(property), _) => self.below(property, &entry.node, &entry.key),
                (None, Some(schema)) => self.below(schema, &entry.node, &entry.key),
                (None, None) if closed => self.say(format!("the property `{}` is not allowed", entry.key)),
                (None, None) => {}
            }
        }
    }

    fn below(&mut self, schema: &Object<'_>, value: &Node, token: &str) {
        let length = self.pointer.len();
        self.pointer = join_pointer(&self.pointer, token);
        self.judge(schema, value);
        self.pointer.truncate(length);
    }

    fn size(&mut self, object: &Object<'_>, size: usize, keys: (&str, &str), what: &str) {
        let bound = |key: &str| object.get(key).and_then(Node::as_number).and_then(|text| text.parse::<usize>().ok());
        if let Some(low) = bound(keys.0).filter(|low| size < *low) {
            self.say(format!("it has {size} {what}, `{}` is {low}", keys.0));
        }
        if let Some(high) = bound(keys.1).filter(|high| size > *high) {
            self.say(format!("it has {size} {what}, `{}` is {high}", keys.1));
        }
    }

    fn compositions(&mut self, object: &Object<'_>, value: &Node) {
        for part in self.objects.children(object, "allOf") {
            self.judge(part, value);
        }
        let valid = |judge: &Self, part: &Object<'_>| {
            let mut inner =
                Judge { objects: judge.objects, budget: judge.budget, problems: Vec::new(), pointer: String::new() };
            inner.judge(part, value);
            inner.problems.is_empty()
        };
        let any: Vec<_> = self.objects.children(object, "anyOf").collect();
        if !any.is_empty() && !any.iter().any(|part| valid(self, part)) {
            self.say(format!("{} fits none of the parts of `anyOf`", schema::show(value)));
        }
        let one: Vec<_> = self.objects.children(object, "oneOf").collect();
        let fitting = one.iter().filter(|part| valid(self, part)).count();
        if !one.is_empty() && fitting != 1 {
            self.say(format!("{} fits {fitting} of the parts of `oneOf`, not one", schema::show(value)));
        }
        if self.objects.children(object, "not").next().is_some_and(|part| valid(self, part)) {
            self.say(format!("{} fits the schema of `not`", schema::show(value)));
        }
    }
}

fn equal(a: &Node, b: &Node) -> bool {
    match (a.as_number(), b.as_number()) {
        (Some(a), Some(b)) if a != b => {
            !matches!((a.parse::<i128>(), b.parse::<i128>()), (Ok(_), Ok(_))) && a.parse::<f64>() == b.parse::<f64>()
        }
        _ => a.to_json() == b.to_json(),
    }
}

/// Whether a text is of a format; of the formats that can be told without a library.
fn format_holds(format: &str, text: &str) -> bool {
    let digits = |part: &str, count: usize| part.len() == count && part.bytes().all(|b| b.is_ascii_digit());
    let date = |text: &str| match text.split('-').collect::<Vec<_>>().as_slice() {
        [y, m, d] => {
            let day = |text: &str| text.parse::<u8>().unwrap_or(0);
            digits(y, 4) && digits(m, 2) && digits(d, 2) && (1..=12).contains(&day(m)) && (1..=31).contains(&day(d))
        }
        _ => false,
    };
    match format {
        "date" => date(text),
        "date-time" => text.split_once(['T', 't']).is_some_and(|(day, time)| {
            let zoned = time.ends_with(['Z', 'z'])
                || time.get(time.len().saturating_sub(6)..).is_some_and(|zone| zone.starts_with(['+', '-']));
            date(day) && zoned && time.get(..8).is_some_and(|clock| clock.split(':').all(|part| digits(part, 2)))
        }),
        "uuid" => {
            text.split('-').map(str::len).eq([8, 4, 4, 4, 12])
                && text.bytes().all(|b| b == b'-' || b.is_ascii_hexdigit())
        }
        "ipv4" => text.parse::<std::net::Ipv4Addr>().is_ok(),
        "ipv6" => text.parse::<std::net::Ipv6Addr>().is_ok(),
        _ => true,
    }
}
