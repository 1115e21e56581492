//! Collects the restrictions of several schemas that all apply to the same value, such as the schemas in an `allOf`.

use std::{collections::BTreeSet, ptr, sync::Arc};

use dataarts_insight_openapi::document::{Document, Node, Value};
use dataarts_insight_validator::{Decimal, Direction, Format, Strings};

/// A schema of a document. It may be a `$ref` that is not followed yet.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Schema<'d> {
    pub(crate) document: &'d Arc<Document>,
    pub(crate) node: &'d Node,
}

impl<'d> Schema<'d> {
    pub(crate) fn address(self) -> *const Node {
        ptr::from_ref(self.node)
    }

    pub(crate) fn at(self, node: &'d Node) -> Self {
        Self { node, ..self }
    }

    pub(crate) fn resolved(self) -> Option<Self> {
        self.document.resolve(self.node).ok().map(|resolved| self.at(resolved.node))
    }

    /// Returns whether a flag such as `readOnly` is `true` in the schema, in the target of its `$ref`, or in its
    /// `allOf`.
    fn has_flag(self, key: &str, depth: usize) -> bool {
        let Some(schema) = self.resolved().filter(|_| depth < MAX_DEPTH) else { return false };
        schema.node.flag(key)
            || schema
                .node
                .get("allOf")
                .map(Node::items)
                .unwrap_or_default()
                .iter()
                .any(|part| schema.at(part).has_flag(key, depth + 1))
    }

    /// Returns whether messages of this direction must not contain the property. For example, a request must not
    /// contain a `readOnly` property.
    fn is_misdirected(self, direction: Direction) -> bool {
        match direction {
            Direction::Request => self.has_flag("readOnly", 0),
            Direction::Response => self.has_flag("writeOnly", 0),
            Direction::Either => false,
        }
    }
}

const MAX_DEPTH: usize = 40;

/// The types of JSON values, as bits. `1.0` has the type [`DECIMAL`](types::DECIMAL), because the validator does not
/// accept it as an integer.
pub(crate) mod types {
    pub(crate) const NULL: u8 = 1;
    pub(crate) const BOOLEAN: u8 = 2;
    pub(crate) const INTEGER: u8 = 4;
    pub(crate) const DECIMAL: u8 = 8;
    pub(crate) const STRING: u8 = 16;
    pub(crate) const ARRAY: u8 = 32;
    pub(crate) const OBJECT: u8 = 64;
    pub(crate) const ALL: u8 = 127;
    pub(crate) const EACH: [u8; 7] = [NULL, BOOLEAN, INTEGER, DECIMAL, STRING, ARRAY, OBJECT];

    /// Returns the bits for a value of `type`; `None` for an unknown type.
    pub(crate) fn named(name: &str) -> Option<u8> {
        Some(match name {
            "boolean" => BOOLEAN,
            "integer" => INTEGER,
            "number" => INTEGER | DECIMAL,
            "string" => STRING,
            "array" => ARRAY,
            "object" => OBJECT,
            _ => return None,
        })
    }
}

/// A lower or upper bound of a number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Bound {
    pub(crate) value: Decimal,
    pub(crate) exclusive: bool,
}

/// The properties of one schema. The properties of several schemas are stored separately, because
/// `additionalProperties` applies to all names that are not in the `properties` of the same schema.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Properties<'d> {
    pub(crate) schema: Schema<'d>,
    pub(crate) additional: Additional<'d>,
}

#[derive(Debug, Clone, Copy)]
pub(crate) enum Additional<'d> {
    /// The schema does not have `additionalProperties`.
    Unstated,
    Anything,
    Nothing,
    Schema(Schema<'d>),
}

/// The values that one schema permits for a property.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Property<'d> {
    Anything,
    Nothing,
    Schema(Schema<'d>),
}

impl<'d> Properties<'d> {
    pub(crate) fn declared(&self) -> impl Iterator<Item = (&'d str, Schema<'d>)> + use<'d> {
        let schema = self.schema;
        let entries = schema.node.get("properties").map(Node::entries).unwrap_or_default();
        entries.iter().map(move |entry| (entry.key.as_str(), schema.at(&entry.node)))
    }

    /// Returns the values that the schema permits for a property in messages of a direction.
    pub(crate) fn property(&self, name: &str, direction: Direction) -> Property<'d> {
        match self.schema.node.get("properties").and_then(|properties| properties.get(name)) {
            Some(node) if self.schema.at(node).is_misdirected(direction) => Property::Nothing,
            Some(node) => Property::Schema(self.schema.at(node)),
            None => self.undeclared(),
        }
    }

    /// Returns the values that the schema permits for an undeclared property.
    pub(crate) fn undeclared(&self) -> Property<'d> {
        match self.additional {
            Additional::Unstated | Additional::Anything => Property::Anything,
            Additional::Nothing => Property::Nothing,
            Additional::Schema(schema) => Property::Schema(schema),
        }
    }
}

/// All restrictions of several schemas that apply to the same value.
#[derive(Debug, Clone)]
pub(crate) struct Facts<'d> {
    pub(crate) direction: Direction,
    /// The schemas from which the restrictions were collected. Each `$ref` is replaced by its target.
    pub(crate) sources: Vec<Schema<'d>>,
    pub(crate) types: u8,
    /// The values of each `enum`.
    pub(crate) enums: Vec<&'d [Node]>,
    pub(crate) lower: Option<Bound>,
    pub(crate) upper: Option<Bound>,
    pub(crate) multiples: Vec<&'d str>,
    pub(crate) lengths: (u64, u64),
    pub(crate) patterns: Vec<&'d str>,
    pub(crate) formats: Vec<Format>,
    pub(crate) item_counts: (u64, u64),
    pub(crate) unique: bool,
    pub(crate) items: Vec<Schema<'d>>,
    pub(crate) property_counts: (u64, u64),
    pub(crate) required: BTreeSet<&'d str>,
    pub(crate) properties: Vec<Properties<'d>>,
    /// The schemas of each `anyOf`. `one` has the schemas of each `oneOf`.
    pub(crate) any: Vec<Vec<Schema<'d>>>,
    pub(crate) one: Vec<Vec<Schema<'d>>>,
    pub(crate) nots: Vec<Schema<'d>>,
    /// `true` if a part of a schema could not be read. There can then be restrictions that are missing here.
    pub(crate) is_partial: bool,
}

impl<'d> Facts<'d> {
    /// Collects the restrictions of all given schemas.
    pub(crate) fn of(schemas: &[Schema<'d>], direction: Direction) -> Self {
        let mut facts = Self {
            direction,
            sources: Vec::new(),
            types: types::ALL,
            enums: Vec::new(),
            lower: None,
            upper: None,
            multiples: Vec::new(),
            lengths: (0, u64::MAX),
            patterns: Vec::new(),
            formats: Vec::new(),
            item_counts: (0, u64::MAX),
            unique: false,
            items: Vec::new(),
            property_counts: (0, u64::MAX),
            required: BTreeSet::new(),
            properties: Vec::new(),
            any: Vec::new(),
            one: Vec::new(),
            nots: Vec::new(),
            is_partial: false,
        };
        for schema in schemas {
            facts.add(*schema);
        }
        facts
    }

    /// Adds the restrictions of one more schema.
    pub(crate) fn add(&mut self, schema: Schema<'d>) {
        self.collect(schema, 0);
        if let Some(schema) = schema.resolved() {
            self.sources.push(schema);
        }
        self.remove_misdirected();
        self.sharpen();
    }

    fn collect(&mut self, schema: Schema<'d>, depth: usize) {
        let Some(schema) = schema.resolved().filter(|_| depth < MAX_DEPTH) else {
            self.is_partial = true;
            return;
        };
        let node = schema.node;
        if !matches!(node.value, Value::Object(_)) {
            self.is_partial = true;
            return;
        }
        if let Some(name) = node.get("type") {
            match name.as_str().and_then(types::named) {
                Some(named) => {
                    let null = if node.flag("nullable") { types::NULL } else { 0 };
                    self.types &= named | null;
                }
                None => self.is_partial = true,
            }
        }
        if let Some(listed) = node.get("enum") {
            self.enums.push(listed.items());
        }
        self.collect_numbers(node);
        let text = |key: &str| node.get(key).and_then(Node::as_str);
        self.patterns.extend(text("pattern"));
        self.formats.extend(text("format").and_then(Format::from_name));
        narrow(&mut self.lengths, count(node, "minLength"), count(node, "maxLength"));
        narrow(&mut self.item_counts, count(node, "minItems"), count(node, "maxItems"));
        narrow(&mut self.property_counts, count(node, "minProperties"), count(node, "maxProperties"));
        self.unique |= node.flag("uniqueItems");
        self.items.extend(node.get("items").map(|items| schema.at(items)));
        self.collect_object(schema);
        let list = |key: &str| -> Option<Vec<Schema<'d>>> {
            Some(node.get(key)?.items().iter().map(|part| schema.at(part)).collect())
        };
        self.any.extend(list("anyOf"));
        self.one.extend(list("oneOf"));
        self.nots.extend(node.get("not").map(|not| schema.at(not)));
        for part in list("allOf").unwrap_or_default() {
            self.collect(part, depth + 1);
        }
    }

    fn collect_numbers(&mut self, node: &'d Node) {
        let number = |key: &str| node.get(key).and_then(Node::as_number);
        let bound = |key: &str, exclusive: &str| -> Option<Bound> {
            Some(Bound { value: Decimal::parse(number(key)?.as_bytes()), exclusive: node.flag(exclusive) })
        };
        if let Some(lower) = bound("minimum", "exclusiveMinimum") {
            self.raise(lower);
        }
        if let Some(upper) = bound("maximum", "exclusiveMaximum") {
            self.lower(upper);
        }
        self.multiples.extend(number("multipleOf"));
    }

    fn raise(&mut self, lower: Bound) {
        if self.lower.as_ref().is_none_or(|known| at_least(&lower, known)) {
            self.lower = Some(lower);
        }
    }

    fn lower(&mut self, upper: Bound) {
        if self.upper.as_ref().is_none_or(|known| at_most(&upper, known)) {
            self.upper = Some(upper);
        }
    }

    fn collect_object(&mut self, schema: Schema<'d>) {
        let node = schema.node;
        let additional = match node.get("additionalProperties") {
            None => Additional::Unstated,
            Some(Node { value: Value::Bool(false), .. }) => Additional::Nothing,
            Some(Node { value: Value::Bool(true), .. }) => Additional::Anything,
            Some(node) => Additional::Schema(schema.at(node)),
        };
        let properties = Properties { schema, additional };
        let required = node.get("required").map(Node::items).unwrap_or_default().iter().filter_map(Node::as_str);
        self.required.extend(required);
        if node.get("properties").is_some() || !matches!(additional, Additional::Unstated) {
            self.properties.push(properties);
        }
    }

    /// Removes `readOnly` properties from the required names of a request, and `writeOnly` properties from those of a
    /// response. It does not matter which of the schemas requires the property.
    fn remove_misdirected(&mut self) {
        for properties in &self.properties {
            for (name, _) in properties.declared().filter(|(_, schema)| schema.is_misdirected(self.direction)) {
                self.required.remove(name);
            }
        }
    }

    /// Makes the bounds of integers stricter. For example, `> 3` becomes `>= 4`, and the format `int32` adds the bounds
    /// `>= -2147483648` and `<= 2147483647`.
    fn sharpen(&mut self) {
        if self.types & types::DECIMAL != 0 {
            return;
        }
        let whole = |bound: &Bound, step: i64| -> Option<Bound> {
            let value = bound.exclusive.then(|| bound.value.to_i64())??.checked_add(step)?;
            Some(Bound { value: decimal(value), exclusive: false })
        };
        if let Some(bound) = self.lower.as_ref().and_then(|bound| whole(bound, 1)) {
            self.lower = Some(bound);
        }
        if let Some(bound) = self.upper.as_ref().and_then(|bound| whole(bound, -1)) {
            self.upper = Some(bound);
        }
        for format in self.formats.clone() {
            if let Some((least, greatest)) = range(format) {
                self.raise(Bound { value: decimal(least), exclusive: false });
                self.lower(Bound { value: decimal(greatest), exclusive: false });
            }
        }
    }

    /// Returns the strings that `minLength`, `maxLength` and the patterns permit.
    pub(crate) fn strings(&self) -> Strings<'d> {
        Strings { lengths: self.lengths, patterns: self.patterns.clone() }
    }

    /// Returns the types for which a valid value can exist. For example, no string is valid with `minLength: 5` and
    /// `maxLength: 3`. Ignores the schemas of items and properties.
    pub(crate) fn possible_types(&self) -> u8 {
        let mut possible = self.types;
        let empty = |(least, most): (u64, u64)| least > most;
        if let (Some(lower), Some(upper)) = (&self.lower, &self.upper) {
            let order = lower.value.cmp(&upper.value);
            if order.is_gt() || (order.is_eq() && (lower.exclusive || upper.exclusive)) {
                possible &= !(types::INTEGER | types::DECIMAL);
            }
        }
        if empty(self.lengths) {
            possible &= !types::STRING;
        }
        if empty(self.item_counts) {
            possible &= !types::ARRAY;
        }
        let required = u64::try_from(self.required.len()).unwrap_or(u64::MAX);
        if empty((self.property_counts.0.max(required), self.property_counts.1)) {
            possible &= !types::OBJECT;
        }
        possible
    }

    /// Returns the schemas that a property must satisfy; `None` if objects must not have the property.
    pub(crate) fn property(&self, name: &str) -> Option<Vec<Schema<'d>>> {
        let mut all = Vec::new();
        for properties in &self.properties {
            match properties.property(name, self.direction) {
                Property::Anything => {}
                Property::Nothing => return None,
                Property::Schema(schema) => all.push(schema),
            }
        }
        Some(all)
    }

    /// Returns the schemas that each undeclared property must satisfy; `None` if objects must not have undeclared
    /// properties.
    pub(crate) fn undeclared(&self) -> Option<Vec<Schema<'d>>> {
        let mut all = Vec::new();
        for properties in &self.properties {
            match properties.undeclared() {
                Property::Anything => {}
                Property::Nothing => return None,
                Property::Schema(schema) => all.push(schema),
            }
        }
        Some(all)
    }

    /// Returns the names of all declared properties.
    pub(crate) fn names(&self) -> BTreeSet<&'d str> {
        self.properties.iter().flat_map(|properties| properties.declared().map(|(name, _)| name)).collect()
    }

    /// Returns whether at least one property is declared, and `additionalProperties` is missing or `false` in each
    /// schema.
    pub(crate) fn declares_all(&self) -> bool {
        !self.names().is_empty()
            && self
                .properties
                .iter()
                .all(|properties| matches!(properties.additional, Additional::Unstated | Additional::Nothing))
    }
}

/// Returns the least and the largest integer of a format.
pub(crate) fn range(format: Format) -> Option<(i64, i64)> {
    match format {
        Format::Int32 => Some((i32::MIN.into(), i32::MAX.into())),
        Format::Int64 => Some((i64::MIN, i64::MAX)),
        _ => None,
    }
}

pub(crate) fn decimal(value: i64) -> Decimal {
    Decimal::parse(value.to_string().as_bytes())
}

/// Returns whether the lower bound `bound` is at least as strict as `other`. For example, `>= 5` is stricter than
/// `>= 3`.
pub(crate) fn at_least(bound: &Bound, other: &Bound) -> bool {
    let order = bound.value.cmp(&other.value);
    order.is_gt() || (order.is_eq() && (bound.exclusive || !other.exclusive))
}

/// Returns whether the upper bound `bound` is at least as strict as `other`. For example, `<= 3` is stricter than
/// `<= 5`.
pub(crate) fn at_most(bound: &Bound, other: &Bound) -> bool {
    let order = bound.value.cmp(&other.value);
    order.is_lt() || (order.is_eq() && (bound.exclusive || !other.exclusive))
}

fn narrow(range: &mut (u64, u64), least: Option<u64>, most: Option<u64>) {
    range.0 = range.0.max(least.unwrap_or(0));
    range.1 = range.1.min(most.unwrap_or(u64::MAX));
}

pub(crate) fn count(node: &Node, key: &str) -> Option<u64> {
    let number = node.get(key)?.as_number()?;
    // `3.0` counts as 3. A number above `i64::MAX` counts as `u64::MAX`, because no text or list is that long.
    let value = Decimal::parse(number.as_bytes());
    match value.to_i64() {
        Some(value) => u64::try_from(value).ok(),
        None => value.is_whole().then_some(u64::MAX),
    }
}
