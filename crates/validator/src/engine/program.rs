//! A compiled contract: schemas that refer to each other by index, with the data that verdict and diagnosis need.

use std::{collections::HashMap, ops::Range, sync::Arc};

use super::{
    bounds::Bounds,
    divisor::Divisor,
    ecma_pattern::Pattern,
    enumeration::Enumeration,
    fast::{
        keys::{Key, KeyIndex},
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

/// The schema that accepts everything is always the first.
pub(super) const ANYTHING: Id = 0;

/// A compiled schema with everything that it refers to.
#[derive(Debug)]
pub(crate) struct Program {
    pub(super) document: Arc<Document>,
    pub(super) schemas: Vec<Schema>,
    pub(super) root: Id,
    /// The rules of an object without any keyword of objects.
    pub(super) any_object: ObjectRules,
    /// Whether some property is `readOnly` in a request or `writeOnly` in a response.
    pub(super) directional: bool,
    /// Names of formats that are not validated.
    pub(crate) unknown_formats: Vec<String>,
}

/// A compiled schema. The fields that every value needs come first and lie together.
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

/// Everything that is needed rarely, or only to explain.
#[derive(Debug, Default)]
pub(super) struct Slow {
    pub(super) min_length: Option<usize>,
    pub(super) max_length: Option<usize>,
    pub(super) pattern: Option<Pattern>,
    pub(super) format: Option<Format>,
    pub(super) bounds: Bounds,
    pub(super) multiple_of: Option<(Divisor, Arc<str>)>,
    /// The combinator of enumerations that the enumeration replaces; findings name it.
    pub(super) united: Option<Rule>,
    /// The place of each rule's keyword in the contract.
    pub(super) places: Vec<(Rule, Range<usize>)>,
    /// The place of the schema in the contract.
    pub(super) span: Range<usize>,
    /// The name of the component, if the schema is one.
    pub(super) name: Option<String>,
}

/// The rules of an object's properties.
#[derive(Debug)]
pub(super) struct ObjectRules {
    pub(super) properties: Vec<Property>,
    pub(super) index: KeyIndex,
    /// The number of each property, by its name.
    pub(super) named: HashMap<Arc<str>, usize>,
    /// The property whose name is first in alphabetical order.
    pub(super) first_by_name: usize,
    /// The numbers of the required properties, and the same as bits when they fit.
    pub(super) required: Vec<usize>,
    pub(super) required_bits: u64,
    pub(super) additional: Additional,
    pub(super) min: usize,
    pub(super) max: usize,
}

/// The values that are allowed under a name that `properties` does not list.
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
    /// The schema of its value; `None` for a name that only `required` lists.
    pub(super) schema: Option<Id>,
    /// The rule that the property violates in this direction: `readOnly` in a request, `writeOnly` in a response.
    pub(super) misdirected: Option<Rule>,
    /// Its place in the order of the contract.
    pub(super) number: usize,
    /// The next property in alphabetical order.
    pub(super) next_by_name: usize,
    /// The same as `schema`, unless the property is misdirected.
    pub(super) plain: Option<Id>,
    /// The fast check of its strings.
    pub(super) string: FastString,
    /// Its bit among the properties that have been seen; none from the 65th on.
    pub(super) bit: u64,
}

/// The rules of an array.
#[derive(Debug)]
pub(super) struct ArrayRules {
    pub(super) items: Id,
    pub(super) min: usize,
    pub(super) max: usize,
    pub(super) unique: bool,
}

/// The schemas of `allOf`, `anyOf`, `oneOf` and `not`: each takes another pass over the bytes of the value.
#[derive(Debug, Default)]
pub(super) struct Combinators {
    pub(super) all: Vec<Id>,
    pub(super) any: Vec<Id>,
    pub(super) one: Vec<Id>,
    pub(super) not: Option<Id>,
    pub(super) discriminator: Option<Discriminator>,
    /// Which of the alternatives can accept an object, if a property tells.
    pub(super) any_selection: Option<Selection>,
    pub(super) one_selection: Option<Selection>,
    /// Whether the schema has no other keyword that restricts a value.
    pub(super) alone: bool,
}

impl Combinators {
    /// Returns the alternatives of `anyOf` that can accept the value that starts here.
    pub(super) fn any_at(&self, bytes: &[u8], at: usize) -> &[Id] {
        self.any_selection.as_ref().and_then(|selection| selection.candidates(bytes, at)).unwrap_or(&self.any)
    }

    /// Returns the alternatives of `oneOf` that can accept the value that starts here.
    pub(super) fn one_at(&self, bytes: &[u8], at: usize) -> &[Id] {
        self.one_selection.as_ref().and_then(|selection| selection.candidates(bytes, at)).unwrap_or(&self.one)
    }
}

/// The discriminator of a combinator, which only selects the alternative whose findings are shown.
#[derive(Debug)]
pub(super) struct Discriminator {
    pub(super) property: String,
    pub(super) mapping: HashMap<String, Id>,
}

impl Program {
    pub(super) fn schema(&self, id: Id) -> Option<&Schema> {
        self.schemas.get(id)
    }

    /// Returns the place of a rule's keyword, or the place of the schema when the keyword is not written there.
    pub(super) fn place(&self, schema: &Schema, rule: Rule) -> ContractPlace {
        let stated = if rule == Rule::PatternBudget { Rule::Pattern } else { rule };
        let place = schema.slow.places.iter().find(|(known, _)| *known == stated);
        ContractPlace::new(&self.document, place.map_or(&schema.slow.span, |(_, span)| span).clone())
    }
}

impl Schema {
    /// Returns a schema that accepts everything.
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

    /// Derives the fast checks, which accept most values.
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

    /// Returns the schemas that validate the same value as this one.
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
    /// Returns whether the number of properties is limited.
    pub(super) fn counts(&self) -> bool {
        self.min > 0 || self.max < usize::MAX
    }

    /// Adds a property. Of several with the same name, the last is used.
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

/// Numbers the properties and links each to the next in the alphabet; returns the first of the alphabet.
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
