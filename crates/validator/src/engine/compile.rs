//! From the contract's schemas to a [`Program`]. A keyword whose meaning would be undefined is an error with its place,
//! never a validator that passes everything.

use std::{
    collections::{HashMap, HashSet},
    sync::Arc,
};

use dataarts_insight_openapi::{Error, Problem};

use super::{
    decimal::Decimal,
    keywords::{bounds::Bound, enumeration::Enumeration, format::Format, multiple_of::Divisor, pattern::Pattern},
    program::{
        ANYTHING, Additional, Array, Discriminator, Id, IntegerFast, KeyIndex, Looks, Object, Program, Property,
        Schema, TextFast,
    },
    rule::Rule,
};
use crate::{
    document::{Document, Node, Value},
    finding::Types,
};

/// Bytes of the values that a union of enumerations may have as one.
const MAX_UNION: usize = 4096;

/// Which way a payload goes; it gives `readOnly` and `writeOnly` their meaning.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Direction {
    /// To the service.
    Request,
    /// From the service.
    Response,
    /// Not known: neither keyword means anything.
    Either,
}

/// Compiles one schema of a contract with everything that it refers to.
pub(crate) fn compile(document: &Arc<Document>, schema: &Node, direction: Direction) -> Result<Program, Error> {
    let mut compiler = Compiler {
        document,
        direction,
        schemas: vec![Schema::anything()],
        ids: HashMap::new(),
        targets: HashMap::new(),
        queue: Vec::new(),
        names: component_names(document),
        unknown_formats: Vec::new(),
        directional: false,
        errors: Vec::new(),
    };
    let root = compiler.id(schema);
    while let Some((id, node)) = compiler.queue.pop() {
        let compiled = compiler.schema(node);
        if let Some(slot) = compiler.schemas.get_mut(id) {
            *slot = compiled;
        }
    }
    compiler.refuse_cycles();
    compiler.unite_enumerations();
    compiler.tell_properties();
    let Compiler { schemas, unknown_formats, directional, errors, .. } = compiler;
    if errors.is_empty() {
        let open = Object {
            properties: Vec::new(),
            index: KeyIndex::new(&[]),
            named: HashMap::new(),
            first_by_name: 0,
            required: Vec::new(),
            required_bits: 0,
            additional: Additional::Anything,
            min: 0,
            max: usize::MAX,
        };
        Ok(Program { document: Arc::clone(document), schemas, root, open, directional, unknown_formats })
    } else {
        Err(Error::undefined(errors))
    }
}

struct Compiler<'d> {
    document: &'d Document,
    direction: Direction,
    schemas: Vec<Schema>,
    /// By the node itself: the same schema is compiled once, however often it is referred to.
    ids: HashMap<*const Node, Id>,
    /// What each `$ref` comes to.
    targets: HashMap<*const Node, &'d Node>,
    queue: Vec<(Id, &'d Node)>,
    names: HashMap<*const Node, &'d str>,
    unknown_formats: Vec<String>,
    directional: bool,
    errors: Vec<Problem>,
}

fn component_names(document: &Document) -> HashMap<*const Node, &str> {
    let components = document.pointer("/components/schemas").map(Node::entries).unwrap_or_default();
    components.iter().map(|entry| (std::ptr::from_ref(&entry.node), entry.key.as_str())).collect()
}

impl<'d> Compiler<'d> {
    fn error(&mut self, node: &Node, message: impl Into<String>) {
        self.errors.push(Problem::at(self.document, &node.span, message));
    }

    /// Follows `$ref`s, whose siblings mean nothing in OpenAPI 3.0, to the schema that they name.
    fn resolve(&mut self, mut node: &'d Node) -> Option<&'d Node> {
        let mut visited = HashSet::new();
        let mut passed = Vec::new();
        while let Some(reference) = node.get("$ref") {
            // Long chains of references are followed once, not once from each of their links.
            if let Some(target) = self.targets.get(&std::ptr::from_ref(node)) {
                node = target;
                break;
            }
            passed.push(std::ptr::from_ref(node));
            let Some(text) = reference.as_str() else {
                self.error(reference, "$ref must be a string");
                return None;
            };
            if !visited.insert(text) {
                self.error(reference, format!("$ref {text} leads back to itself"));
                return None;
            }
            match self.document.reference(text) {
                Some(target) => node = target,
                None => {
                    self.error(reference, format!("$ref {text} names nothing in this document"));
                    return None;
                }
            }
        }
        self.targets.extend(passed.into_iter().map(|link| (link, node)));
        Some(node)
    }

    /// The index of a schema, which is compiled later.
    fn id(&mut self, node: &'d Node) -> Id {
        let Some(mut node) = self.resolve(node) else { return ANYTHING };
        // `allOf` with one schema and nothing else is how OpenAPI 3.0 describes a reference: the same schema.
        for _ in 0..32 {
            match node.get("allOf").map(Node::items) {
                Some([only]) if !node.entries().iter().any(|e| e.key != "allOf" && is_judging(&e.key)) => {
                    let Some(target) = self.resolve(only) else { return ANYTHING };
                    node = target;
                }
                _ => break,
            }
        }
        let key = std::ptr::from_ref(node);
        if let Some(id) = self.ids.get(&key) {
            return *id;
        }
        let id = self.schemas.len();
        self.schemas.push(Schema::anything());
        self.ids.insert(key, id);
        self.queue.push((id, node));
        id
    }

    fn schema(&mut self, node: &'d Node) -> Schema {
        let mut schema = Schema::anything();
        schema.slow.span = node.span.start..node.span.end;
        schema.slow.name = self.names.get(&std::ptr::from_ref(node)).map(|name| (*name).to_owned());
        if !matches!(node.value, Value::Object(_)) {
            self.error(node, format!("a schema must be an object, this is {}", node.kind()));
            return schema;
        }
        schema.slow.places = Rule::ALL
            .iter()
            .filter(|rule| !rule.keyword().is_empty())
            .filter_map(|rule| {
                let entry = node.entry(rule.keyword())?;
                Some((rule.keyword(), entry.key_span.clone()))
            })
            .collect();
        self.types(node, &mut schema);
        self.numbers(node, &mut schema);
        self.strings(node, &mut schema);
        self.enumeration(node, &mut schema);
        schema.object = self.object(node).map(Box::new);
        schema.array = self.array(node).map(Box::new);
        schema.looks = self.looks(node).map(Box::new);
        finish(&mut schema);
        schema
    }

    fn types(&mut self, node: &'d Node, schema: &mut Schema) {
        let Some(written) = node.get("type") else { return };
        let types = match written.as_str() {
            Some("null") | None => None,
            Some("boolean") => Some(Types::BOOLEAN),
            Some("integer") => Some(Types::INTEGER),
            Some("number") => Some(Types::INTEGER.with(Types::DECIMAL)),
            Some("string") => Some(Types::STRING),
            Some("array") => Some(Types::ARRAY),
            Some("object") => Some(Types::OBJECT),
            Some(_) => None,
        };
        let Some(types) = types else {
            let text = written.as_str().unwrap_or_else(|| written.kind());
            self.error(written, format!("{text} is no type of OpenAPI 3.0"));
            return;
        };
        // Only beside `type` does `nullable` mean anything (OpenAPI 3.0.3).
        let nullable = self.boolean(node, "nullable");
        schema.types = if nullable { types.with(Types::NULL) } else { types };
    }

    fn boolean(&mut self, node: &'d Node, keyword: &str) -> bool {
        let Some(value) = node.get(keyword) else { return false };
        value.as_bool().unwrap_or_else(|| {
            self.error(value, format!("{keyword} must be true or false, this is {}", value.kind()));
            false
        })
    }

    fn count(&mut self, node: &'d Node, keyword: &str) -> Option<usize> {
        let value = node.get(keyword)?;
        let number = value.as_number().map(|text| Decimal::parse(text.as_bytes()));
        // What exceeds every length is the same as the largest one.
        let count = number.filter(|n| n.is_whole() && *n >= Decimal::parse(b"0")).map(|n| match n.to_i64() {
            Some(count) => usize::try_from(count).unwrap_or(usize::MAX),
            None => usize::MAX,
        });
        if count.is_none() {
            self.error(value, format!("{keyword} must be a whole number, not negative"));
        }
        count
    }

    fn number(&mut self, node: &'d Node, keyword: &str) -> Option<(Decimal, String)> {
        let value = node.get(keyword)?;
        let Some(text) = value.as_number() else {
            self.error(value, format!("{keyword} must be a number, this is {}", value.kind()));
            return None;
        };
        Some((Decimal::parse(text.as_bytes()), text.to_owned()))
    }

    fn numbers(&mut self, node: &'d Node, schema: &mut Schema) {
        let exclusive_minimum = self.boolean(node, "exclusiveMinimum");
        let exclusive_maximum = self.boolean(node, "exclusiveMaximum");
        let slow = &mut schema.slow;
        slow.bounds.minimum = self.number(node, "minimum").map(|(_, text)| Bound::new(&text, exclusive_minimum));
        slow.bounds.maximum = self.number(node, "maximum").map(|(_, text)| Bound::new(&text, exclusive_maximum));
        if let Some((value, text)) = self.number(node, "multipleOf") {
            match Divisor::new(&value) {
                Some(divisor) => slow.multiple_of = Some((divisor, text.into())),
                None => self.error(
                    node.get("multipleOf").unwrap_or(node),
                    "multipleOf must be greater than zero and have at most 36 significant digits",
                ),
            }
        }
    }

    fn strings(&mut self, node: &'d Node, schema: &mut Schema) {
        schema.slow.min_length = self.count(node, "minLength");
        schema.slow.max_length = self.count(node, "maxLength");
        if let Some(written) = node.get("pattern") {
            match written.as_str().map(Pattern::new) {
                Some(Ok(pattern)) => schema.slow.pattern = Some(pattern),
                Some(Err(error)) => {
                    self.error(written, format!("pattern is no regular expression of ECMA-262: {error}"))
                }
                None => self.error(written, format!("pattern must be a string, this is {}", written.kind())),
            }
        }
        if let Some(written) = node.get("format") {
            match written.as_str() {
                None => self.error(written, format!("format must be a string, this is {}", written.kind())),
                Some(name) => {
                    schema.slow.format = Format::from_name(name);
                    if schema.slow.format.is_none() && !self.unknown_formats.iter().any(|known| known == name) {
                        self.unknown_formats.push(name.to_owned());
                    }
                }
            }
        }
    }

    fn enumeration(&mut self, node: &'d Node, schema: &mut Schema) {
        let Some(written) = node.get("enum") else { return };
        let Value::Array(values) = &written.value else {
            self.error(written, format!("enum must be an array, this is {}", written.kind()));
            return;
        };
        schema.enumeration = Some(Box::new(Enumeration::new(values)));
    }

    fn object(&mut self, node: &'d Node) -> Option<Object> {
        let keywords = ["properties", "required", "additionalProperties", "minProperties", "maxProperties"];
        if !keywords.iter().any(|keyword| node.get(keyword).is_some()) {
            return None;
        }
        let mut properties: Vec<Property> = Vec::new();
        let mut named: HashMap<Box<str>, usize> = HashMap::new();
        if let Some(written) = node.get("properties") {
            if !matches!(written.value, Value::Object(_)) {
                self.error(written, format!("properties must be an object, this is {}", written.kind()));
            }
            for entry in written.entries() {
                let property = self.property(&entry.key, &entry.node);
                // Of duplicate keys, the last, as everywhere.
                match named.get(entry.key.as_str()).and_then(|number| properties.get_mut(*number)) {
                    Some(known) => *known = property,
                    None => {
                        named.insert(entry.key.as_str().into(), properties.len());
                        properties.push(property);
                    }
                }
            }
        }
        let (mut required, mut stated) = (Vec::new(), HashSet::new());
        if let Some(written) = node.get("required") {
            if !matches!(written.value, Value::Array(_)) {
                self.error(written, format!("required must be an array of names, this is {}", written.kind()));
            }
            for name in written.items() {
                let Some(text) = name.as_str() else {
                    self.error(name, format!("required must list names, this is {}", name.kind()));
                    continue;
                };
                let index = *named.entry(text.into()).or_insert_with(|| {
                    properties.push(Property::new(text, None, None));
                    properties.len() - 1
                });
                // What must not be sent cannot be missing.
                let misdirected = properties.get(index).is_some_and(|property| property.misdirected.is_some());
                if !misdirected && stated.insert(index) {
                    required.push(index);
                }
            }
        }
        let additional = match node.get("additionalProperties").map(|written| (written, &written.value)) {
            None | Some((_, Value::Bool(true))) => Additional::Anything,
            Some((_, Value::Bool(false))) => Additional::Nothing,
            Some((written, Value::Object(_))) => Additional::Schema(self.id(written)),
            Some((written, _)) => {
                self.error(
                    written,
                    format!("additionalProperties must be a boolean or a schema, this is {}", written.kind()),
                );
                Additional::Anything
            }
        };
        let required_bits = required.iter().filter(|index| **index < 64).fold(0, |bits, index| bits | 1 << index);
        Some(Object {
            index: KeyIndex::new(&properties),
            named,
            first_by_name: order_by_name(&mut properties),
            properties,
            required,
            required_bits,
            additional,
            min: self.count(node, "minProperties").unwrap_or(0),
            max: self.count(node, "maxProperties").unwrap_or(usize::MAX),
        })
    }

    fn property(&mut self, name: &str, node: &'d Node) -> Property {
        let id = self.id(node);
        let read_only = self.flag(node, "readOnly");
        let write_only = self.flag(node, "writeOnly");
        let misdirected = match self.direction {
            Direction::Request if read_only => Some(Rule::ReadOnly),
            Direction::Response if write_only => Some(Rule::WriteOnly),
            _ => None,
        };
        self.directional |= misdirected.is_some();
        Property::new(name, Some(id), misdirected)
    }

    /// Whether a schema, what it refers to, or any part of its `allOf` sets a keyword that describes it.
    fn flag(&mut self, node: &'d Node, keyword: &str) -> bool {
        let (mut pending, mut met) = (vec![node], HashSet::new());
        while let Some(node) = pending.pop().and_then(|node| self.resolve(node)) {
            if !met.insert(std::ptr::from_ref(node)) {
                continue;
            }
            if self.boolean(node, keyword) {
                return true;
            }
            pending.extend(node.get("allOf").map_or(&[][..], Node::items));
        }
        false
    }

    fn array(&mut self, node: &'d Node) -> Option<Array> {
        let keywords = ["items", "minItems", "maxItems", "uniqueItems"];
        if !keywords.iter().any(|keyword| node.get(keyword).is_some()) {
            return None;
        }
        Some(Array {
            items: node.get("items").map_or(ANYTHING, |items| self.id(items)),
            min: self.count(node, "minItems").unwrap_or(0),
            max: self.count(node, "maxItems").unwrap_or(usize::MAX),
            unique: self.boolean(node, "uniqueItems"),
        })
    }

    fn looks(&mut self, node: &'d Node) -> Option<Looks> {
        let mut looks = Looks {
            all: self.alternatives(node, "allOf"),
            any: self.alternatives(node, "anyOf"),
            one: self.alternatives(node, "oneOf"),
            not: node.get("not").map(|not| self.id(not)),
            discriminator: None,
            bare: !node.entries().iter().any(|e| !is_combinator(&e.key) && is_judging(&e.key)),
        };
        if looks.all.is_empty() && looks.any.is_empty() && looks.one.is_empty() && looks.not.is_none() {
            return None;
        }
        looks.discriminator = self.discriminator(node);
        Some(looks)
    }

    fn alternatives(&mut self, node: &'d Node, keyword: &str) -> Vec<Id> {
        let Some(written) = node.get(keyword) else { return Vec::new() };
        match &written.value {
            Value::Array(items) if !items.is_empty() => items.iter().map(|item| self.id(item)).collect(),
            _ => {
                self.error(written, format!("{keyword} must be an array with at least one schema"));
                Vec::new()
            }
        }
    }

    /// It changes no verdict, so whatever is wrong with it only makes it useless.
    fn discriminator(&mut self, node: &'d Node) -> Option<Discriminator> {
        let written = node.get("discriminator")?;
        let property = written.get("propertyName")?.as_str()?.to_owned();
        let mut mapping = HashMap::new();
        for item in ["oneOf", "anyOf"].iter().filter_map(|k| node.get(k)).flat_map(Node::items) {
            if let Some(name) = item.get("$ref").and_then(Node::as_str).and_then(|r| r.rsplit('/').next()) {
                let id = self.id(item);
                mapping.insert(name.to_owned(), id);
            }
        }
        for entry in written.get("mapping").map(Node::entries).unwrap_or_default() {
            let text = entry.node.as_str().unwrap_or_default();
            let path = format!("#/components/schemas/{text}");
            if let Some(target) = self.document.reference(text).or_else(|| self.document.reference(&path)) {
                let id = self.id(target);
                mapping.insert(entry.key.clone(), id);
            }
        }
        Some(Discriminator { property, mapping })
    }

    /// A schema that judges a value by itself, before any part of it, would never end.
    fn refuse_cycles(&mut self) {
        let edges = |schemas: &[Schema], id: Id| -> Vec<Id> {
            let looks = schemas.get(id).and_then(|schema| schema.looks.as_deref());
            looks.map_or_else(Vec::new, |looks| {
                looks.all.iter().chain(&looks.any).chain(&looks.one).chain(&looks.not).copied().collect()
            })
        };
        // 0 unknown, 1 on the way, 2 done.
        let mut state = vec![0_u8; self.schemas.len()];
        for root in 0..self.schemas.len() {
            let mut stack = vec![(root, false)];
            while let Some((id, done)) = stack.pop() {
                let Some(mark) = state.get_mut(id) else { continue };
                if done {
                    *mark = 2;
                    continue;
                }
                if *mark != 0 {
                    continue;
                }
                *mark = 1;
                stack.push((id, true));
                for next in edges(&self.schemas, id) {
                    match state.get(next) {
                        Some(0) => stack.push((next, false)),
                        Some(1) => {
                            let span = self.schemas.get(id).map_or(0..0, |schema| schema.slow.span.clone());
                            let message = "this schema judges a value by itself, without end";
                            self.errors.push(Problem::at(self.document, &span, message));
                        }
                        _ => {}
                    }
                }
            }
        }
    }

    /// `anyOf` of enumerations of the same type is one enumeration, which takes one look instead of several.
    fn unite_enumerations(&mut self) {
        for id in 0..self.schemas.len() {
            let Some((rule, alternatives)) = self.schemas.get(id).and_then(|schema| {
                let looks = schema.looks.as_deref()?;
                let plain = looks.bare && looks.all.is_empty() && looks.one.is_empty() && looks.not.is_none();
                plain.then(|| (Rule::AnyOf, looks.any.clone()))
            }) else {
                continue;
            };
            let Some(united) = self.united(&alternatives) else { continue };
            if let Some(schema) = self.schemas.get_mut(id) {
                let places = std::mem::take(&mut schema.slow.places);
                let (span, name) = (schema.slow.span.clone(), schema.slow.name.take());
                *schema = united;
                schema.slow.places = places;
                (schema.slow.span, schema.slow.name, schema.slow.union) = (span, name, Some(rule));
            }
        }
    }

    fn united(&self, alternatives: &[Id]) -> Option<Schema> {
        let mut united = Schema::anything();
        let (mut listed, mut size) = (Enumeration::default(), 0);
        for (index, id) in alternatives.iter().enumerate() {
            let schema = self.schemas.get(*id)?;
            let slow = &schema.slow;
            let strings = schema.types == Types::STRING || schema.types == Types::STRING.with(Types::NULL);
            let only = schema.looks.is_none()
                && strings
                && slow.union.is_none()
                && slow.pattern.is_none()
                && slow.min_length.is_none()
                && slow.max_length.is_none()
                && slow.format.is_none_or(|format| !format.is_textual());
            if !only || (index > 0 && schema.types != united.types) {
                return None;
            }
            united.types = schema.types;
            let values = schema.enumeration.as_deref()?;
            // A list that many unions name is copied into each.
            size += values.listed.iter().map(String::len).sum::<usize>();
            if size > MAX_UNION {
                return None;
            }
            listed.extend(values);
        }
        united.enumeration = Some(Box::new(listed));
        finish(&mut united);
        Some(united)
    }
}

impl Compiler<'_> {
    /// Tells each property what its schema lets pass at once.
    fn tell_properties(&mut self) {
        let text = |schema: &Schema| match schema.looks {
            None if schema.types.has(Types::STRING) => schema.text,
            _ => TextFast::NEVER,
        };
        let texts: Vec<TextFast> = self.schemas.iter().map(text).collect();
        for property in self.schemas.iter_mut().filter_map(|s| s.object.as_deref_mut()).flat_map(|o| &mut o.properties)
        {
            property.text = property.plain.and_then(|id| texts.get(id)).copied().unwrap_or(TextFast::NEVER);
        }
    }
}

/// Numbers the properties, and links it to the next in the alphabet; the first of all.
fn order_by_name(properties: &mut [Property]) -> usize {
    for (number, property) in properties.iter_mut().enumerate() {
        (property.number, property.bit) = (number, if number < 64 { 1 << number } else { 0 });
    }
    let mut order: Vec<(Arc<str>, usize)> =
        properties.iter().enumerate().map(|(index, property)| (property.name.clone(), index)).collect();
    order.sort_unstable();
    let nexts: Vec<usize> = order.iter().skip(1).map(|(_, index)| *index).chain([properties.len()]).collect();
    for ((_, index), next) in order.iter().zip(nexts) {
        if let Some(property) = properties.get_mut(*index) {
            property.next_by_name = next;
        }
    }
    order.first().map_or(0, |(_, index)| *index)
}

/// Whether a keyword takes part in verdicts; a contract has many that only describe.
fn is_judging(keyword: &str) -> bool {
    Rule::ALL.iter().any(|rule| rule.keyword() == keyword && !matches!(rule, Rule::ReadOnly | Rule::WriteOnly))
        || matches!(keyword, "allOf" | "properties" | "items" | "exclusiveMinimum" | "exclusiveMaximum")
}

fn is_combinator(keyword: &str) -> bool {
    matches!(keyword, "allOf" | "anyOf" | "oneOf" | "not")
}

/// Derives what lets most values pass at once.
fn finish(schema: &mut Schema) {
    let slow = &schema.slow;
    let textual = slow.format.is_some_and(Format::is_textual);
    schema.text.exact = slow.pattern.is_some() || textual || schema.enumeration.is_some();
    schema.text.min = slow.min_length.unwrap_or(0);
    schema.text.max = slow.max_length.unwrap_or(usize::MAX);
    let (mut min, mut max) = slow.bounds.integers();
    if let Some(format) = slow.format {
        let (low, high) = format.integers();
        (min, max) = (min.max(low), max.min(high));
    }
    let small = schema.enumeration.as_deref().map(Enumeration::small_integers);
    // A divisor that is no whole number leaves every value to the exact arithmetic.
    let step = match &slow.multiple_of {
        None => Some(1),
        Some((_, written)) => Decimal::parse(written.as_bytes()).to_i64(),
    };
    schema.integer = IntegerFast {
        exact: matches!(small, Some(None)) || step.is_none(),
        listed: small.is_some(),
        min,
        max,
        step: step.unwrap_or(1),
        small: small.flatten().unwrap_or(0),
    };
}
