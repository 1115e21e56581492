//! The values of an `enum`. Values are compared as JSON values, so `1` equals `1.0`.

use std::{collections::HashSet, sync::Arc};

use dataarts_insight_openapi::tree::to_json_line;

use super::equality;
use crate::{
    decimal::Decimal,
    document::{Node, Value},
};

/// The largest number of strings in an `enum` that are compared one by one. If an `enum` has more strings, a value is
/// looked up in a hash set.
const FEW: usize = 16;

/// The values of an `enum`, grouped by type.
#[derive(Debug, Default)]
pub(crate) struct Enumeration {
    pub(crate) null: bool,
    pub(crate) truth: bool,
    pub(crate) falsehood: bool,
    pub(crate) strings: Vec<String>,
    /// All strings of the `enum`, for a fast lookup. Empty if the `enum` has at most `FEW` strings.
    many: HashSet<Vec<u8>>,
    numbers: Vec<Decimal>,
    /// The canonical spelling of each array and object. The objects `{"b":1.0,"a":2}` and `{"a":2,"b":1}` have the same
    /// canonical spelling.
    others: HashSet<Vec<u8>>,
    /// The JSON text of each value, in the order of the contract.
    pub(crate) listed: Arc<[String]>,
}

impl Enumeration {
    /// Reads the values of an `enum`.
    pub(crate) fn new(values: &[Node]) -> Self {
        let mut new = Self::default();
        new.listed = values.iter().map(|value| new.add(value)).collect();
        new
    }

    /// Adds a value. Returns the value as JSON text.
    fn add(&mut self, node: &Node) -> String {
        let text = to_json_line(node);
        match &node.value {
            Value::Null => self.null = true,
            Value::Bool(true) => self.truth = true,
            Value::Bool(false) => self.falsehood = true,
            Value::Number(number) => self.numbers.push(Decimal::parse(number.as_bytes())),
            Value::String(string) => self.add_strings(std::slice::from_ref(string)),
            Value::Array(_) | Value::Object(_) => _ = self.others.insert(equality::canonical(text.as_bytes())),
        }
        text
    }

    /// Adds the values of another `enum`.
    pub(crate) fn extend(&mut self, other: &Self) {
        self.null |= other.null;
        self.truth |= other.truth;
        self.falsehood |= other.falsehood;
        self.add_strings(&other.strings);
        self.numbers.extend_from_slice(&other.numbers);
        self.others.extend(other.others.iter().cloned());
        self.listed = self.listed.iter().chain(&*other.listed).cloned().collect();
    }

    fn add_strings(&mut self, strings: &[String]) {
        self.strings.extend_from_slice(strings);
        let new = if self.many.is_empty() { self.strings.as_slice() } else { strings };
        if self.strings.len() > FEW {
            self.many.extend(new.iter().map(|string| string.clone().into_bytes()));
        }
    }

    #[inline]
    pub(crate) fn has_string(&self, value: &[u8]) -> bool {
        if self.many.is_empty() {
            self.strings.iter().any(|s| s.as_bytes() == value)
        } else {
            self.many.contains(value)
        }
    }

    pub(crate) fn has_number(&self, value: &Decimal) -> bool {
        self.numbers.contains(value)
    }

    /// Returns whether the array or object in `bytes` equals a value of the `enum`.
    pub(crate) fn has_other(&self, bytes: &[u8]) -> bool {
        !self.others.is_empty() && self.others.contains(&equality::canonical(bytes))
    }

    /// Returns the numbers of the `enum` as a set of bits: bit 0 stands for -64, and bit 127 stands for 63. Returns
    /// `None` if any of the numbers is not an integer from -64 to 63.
    pub(crate) fn small_integers(&self) -> Option<u128> {
        self.numbers.iter().try_fold(0_u128, |bits, number| {
            let shift = number
                .to_i64()
                .and_then(|value| u32::try_from(value.saturating_add(64)).ok())
                .filter(|shift| *shift < 128)?;
            Some(bits | 1 << shift)
        })
    }
}
