//! A compiled contract: a list of schemas that refer to each other by index.

use std::{borrow::Cow, collections::HashMap, ops::Range, sync::Arc};

use super::{
    bounds::Bounds,
    declared::Declared,
    divisor::Divisor,
    ecma_pattern::Pattern,
    enumeration::Enumeration,
    fast::{
        keys::{Key, KeyIndex},
        near_miss::Shape,
        passes::{FastInteger, FastString},
        selection::Selection,
    },
};
use crate::{
    Rule,
    document::Document,
    finding::{ContractPlace, Types},
    format::Format,
};

/// The index of a [`Schema`] in its [`Program`].
pub(crate) type Id = usize;

/// The index of the schema that accepts every value. This schema is always the first.
pub(super) const ANYTHING: Id = 0;

/// A compiled schema, together with all schemas that the schema refers to.
#[derive(Debug)]
pub(crate) struct Program {
    pub(super) document: Arc<Document>,
    pub(super) schemas: Vec<Schema>,
    pub(super) root: Id,
    /// The rules for an object whose schema has no keywords for objects.
    pub(super) any_object: ObjectRules,
    /// True if any schema has a property that is `readOnly` in a request or `writeOnly` in a response.
    pub(super) directional: bool,
    /// The names of formats that the validator does not support.
    pub(crate) unknown_formats: Vec<String>,
}

/// A compiled schema. The fields that every value needs come first, next to each other in memory.
#[derive(Debug)]
pub(crate) struct Schema {
    pub(super) types: Types,
    pub(super) string: FastString,
    pub(super) integer: FastInteger,
    pub(super) combinators: Option<Box<Combinators>>,
    pub(super) object: Option<Box<ObjectRules>>,
    pub(super) array: Option<Box<ArrayRules>>,
    pub(super) enumeration: Option<Box<Enumeration>>,
    pub(super) slow: Box<Slow>,
}

/// The data that is rarely needed, or only for findings.
#[derive(Debug, Default)]
pub(super) struct Slow {
    pub(super) min_length: Option<usize>,
    pub(super) max_length: Option<usize>,
    pub(super) pattern: Option<Pattern>,
    pub(super) format: Option<Format>,
    pub(super) bounds: Bounds,
    pub(super) multiple_of: Option<(Divisor, Arc<str>)>,
    /// The rule `anyOf` if the schema replaces an `anyOf` of several `enum`s. Findings then name `anyOf` instead of
    /// `enum`.
    pub(super) united: Option<Rule>,
    /// For each rule, the place of its keyword in the contract.
    pub(super) places: Vec<(Rule, Range<usize>)>,
    /// The place of the schema in the contract.
    pub(super) span: Range<usize>,
    /// The name of the component, if the schema is a component.
    pub(super) name: Option<String>,
}

/// The rules for the properties of an object.
#[derive(Debug)]
pub(super) struct ObjectRules {
    pub(super) properties: Vec<Property>,
    pub(super) index: KeyIndex,
    /// The index of each property in `properties`, by name.
    pub(super) named: HashMap<Arc<str>, usize>,
    /// The letters and the length of each property name.
    pub(super) shapes: Vec<Shape>,
    /// The index of the first property in alphabetical order.
    pub(super) first_by_name: usize,
    /// The indexes of the required properties, and the same indexes as bits for the first 64 properties.
    pub(super) required: Vec<usize>,
    pub(super) required_bits: u64,
    pub(super) additional: Additional,
    pub(super) min: usize,
    pub(super) max: usize,
}

/// The rule for properties that `properties` does not list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Additional {
    Anything,
    Nothing,
    Schema(Id),
}

#[derive(Debug)]
pub(super) struct Property {
    pub(super) key: Key,
    pub(super) name: Arc<str>,
    /// The schema of the property's value. `None` if only `required` lists the name.
    pub(super) schema: Option<Id>,
    /// The rule that the property violates in this direction: `readOnly` in a request, `writeOnly` in a response.
    pub(super) misdirected: Option<Rule>,
    /// The index of the property in the order of the contract.
    pub(super) number: usize,
    /// The index of the next property in alphabetical order.
    pub(super) next_by_name: usize,
    /// A copy of `schema`. `None` if the property is `readOnly` in a request or `writeOnly` in a response.
    pub(super) plain: Option<Id>,
    /// The fast check for a string value of the property.
    pub(super) string: FastString,
    /// The bit of the property in the set of seen properties; 0 for the 65th and later properties.
    pub(super) bit: u64,
}

/// The rules for an array.
#[derive(Debug)]
pub(super) struct ArrayRules {
    pub(super) items: Id,
    pub(super) min: usize,
    pub(super) max: usize,
    pub(super) unique: bool,
}

/// The schemas of `allOf`, `anyOf`, `oneOf` and `not`. Each of these schemas reads the bytes of the value once more.
#[derive(Debug, Default)]
pub(super) struct Combinators {
    pub(super) all: Vec<Id>,
    pub(super) any: Vec<Id>,
    pub(super) one: Vec<Id>,
    pub(super) not: Option<Id>,
    pub(super) discriminator: Option<Discriminator>,
    /// Finds the schemas of `anyOf` that can accept an object, by its properties. `one_selection` does the same for
    /// `oneOf`.
    pub(super) any_selection: Option<Selection>,
    pub(super) one_selection: Option<Selection>,
    /// The properties that the schema and its combinators declare.
    pub(super) declared: Declared,
    /// True if only `allOf`, `anyOf`, `oneOf` and `not` of the schema restrict a value.
    pub(super) alone: bool,
}

impl Combinators {
    /// Returns the schemas of `anyOf` that can accept the value at `at`.
    pub(super) fn any_at(&self, bytes: &[u8], at: usize) -> Cow<'_, [Id]> {
        self.any_selection
            .as_ref()
            .and_then(|selection| selection.candidates(bytes, at))
            .unwrap_or(Cow::Borrowed(&self.any))
    }

    /// Returns the schemas of `oneOf` that can accept the value at `at`.
    pub(super) fn one_at(&self, bytes: &[u8], at: usize) -> Cow<'_, [Id]> {
        self.one_selection
            .as_ref()
            .and_then(|selection| selection.candidates(bytes, at))
            .unwrap_or(Cow::Borrowed(&self.one))
    }
}

/// The `discriminator` of an `anyOf` or `oneOf`. The `discriminator` only selects the alternative whose findings are
/// reported.
#[derive(Debug)]
pub(super) struct Discriminator {
    pub(super) property: String,
    pub(super) mapping: HashMap<String, Id>,
}

impl Program {
    pub(super) fn schema(&self, id: Id) -> Option<&Schema> {
        self.schemas.get(id)
    }

    /// Returns the place of a rule's keyword. Returns the place of the schema if the schema does not contain the
    /// keyword.
    pub(super) fn place(&self, schema: &Schema, rule: Rule) -> ContractPlace {
        let stated = if rule == Rule::PatternBudget { Rule::Pattern } else { rule };
        let place = schema.slow.places.iter().find(|(known, _)| *known == stated);
        ContractPlace::new(&self.document, place.map_or(&schema.slow.span, |(_, span)| span).clone())
    }
}

impl Schema {
    /// Returns a schema that accepts every value.
    pub(super) fn anything() -> Self {
        Self {
            types: Types::ALL,
            string: FastString::ALWAYS,
            integer: FastInteger::ALWAYS,
            combinators: None,
            object: None,
            array: None,
            enumeration: None,
            slow: Box::default(),
        }
    }

    /// Computes the fast checks, which accept most values.
    pub(super) fn derive_fast_paths(&mut self) {
        let slow = &self.slow;
        let listed = self.enumeration.as_deref();
        self.string = FastString {
            exact: slow.pattern.is_some() || slow.format.is_some_and(Format::is_textual) || listed.is_some(),
            min: slow.min_length.unwrap_or(0),
            max: slow.max_length.unwrap_or(usize::MAX),
        };
        let multiple_of = slow.multiple_of.as_ref().map(|(_, text)| &**text);
        self.integer = FastInteger::new(&slow.bounds, slow.format, listed, multiple_of);
        if let Some(object) = &mut self.object {
            object.derive_index();
        }
    }

    /// Returns the schemas under `allOf`, `anyOf`, `oneOf` and `not`. These schemas validate the same value as this
    /// schema.
    pub(super) fn same_value(&self) -> impl Iterator<Item = Id> {
        let all = self.combinators.iter().flat_map(|c| c.all.iter().chain(&c.any).chain(&c.one).chain(&c.not));
        all.copied()
    }
}

impl Default for ObjectRules {
    fn default() -> Self {
        Self {
            properties: Vec::new(),
            index: KeyIndex::new::<Property>(&[]),
            named: HashMap::new(),
            shapes: Vec::new(),
            first_by_name: 0,
            required: Vec::new(),
            required_bits: 0,
            additional: Additional::Anything,
            min: 0,
            max: usize::MAX,
        }
    }
}

impl ObjectRules {
    /// Returns whether `minProperties` or `maxProperties` limits the number of properties.
    pub(super) fn counts(&self) -> bool {
        self.min > 0 || self.max < usize::MAX
    }

    /// Adds a property. If several properties have the same name, the last property is used.
    pub(super) fn add(&mut self, property: Property) {
        match self.named.get(&property.name).and_then(|number| self.properties.get_mut(*number)) {
            Some(known) => *known = property,
            None => {
                self.named.insert(Arc::clone(&property.name), self.properties.len());
                self.properties.push(property);
            }
        }
    }

    fn derive_index(&mut self) {
        self.first_by_name = order_by_name(&mut self.properties);
        self.index = KeyIndex::new(&self.properties);
        self.shapes = self.properties.iter().map(|property| Shape::new(&property.name)).collect();
        self.required_bits = self.required.iter().filter(|number| **number < 64).fold(0, |bits, n| bits | 1 << n);
    }
}

impl Default for ArrayRules {
    fn default() -> Self {
        Self { items: ANYTHING, min: 0, max: usize::MAX, unique: false }
    }
}

impl Property {
    pub(super) fn new(name: &str, schema: Option<Id>, misdirected: Option<Rule>) -> Self {
        Self {
            key: Key::new(name),
            name: name.into(),
            schema,
            misdirected,
            number: 0,
            next_by_name: 0,
            plain: schema.filter(|_| misdirected.is_none()),
            string: FastString::NEVER,
            bit: 0,
        }
    }
}

impl AsRef<Key> for Property {
    fn as_ref(&self) -> &Key {
        &self.key
    }
}

/// Numbers the properties and links each property to the next in alphabetical order. Returns the index of the first
/// property in alphabetical order.
pub(super) fn order_by_name(properties: &mut [Property]) -> usize {
    for (number, property) in properties.iter_mut().enumerate() {
        (property.number, property.bit) = (number, if number < 64 { 1 << number } else { 0 });
    }
    let mut order: Vec<(Arc<str>, usize)> =
        properties.iter().map(|property| (Arc::clone(&property.name), property.number)).collect();
    order.sort_unstable();
    let nexts: Vec<usize> = order.iter().skip(1).map(|(_, number)| *number).chain([properties.len()]).collect();
    for ((_, number), next) in order.iter().zip(nexts) {
        if let Some(property) = properties.get_mut(*number) {
            property.next_by_name = next;
        }
    }
    order.first().map_or(0, |(_, number)| *number)
}
