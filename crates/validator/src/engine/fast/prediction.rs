//! Predicts the next property of an object, because most programs write properties in the order of the contract or in
//! alphabetical order. Each name is first compared with the predicted name. A wrong prediction takes time, but does not
//! change the result. With this module, the benchmark set `flat` in `tests/benches/validate` needs a third less time.

use crate::engine::program::{ObjectRules, Property};

/// The predicted next property of an object.
pub(in crate::engine) struct Prediction {
    next: usize,
    next_by_name: usize,
    pub(in crate::engine) order: Order,
}

/// The order in which a program writes the names of an object.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::engine) enum Order {
    /// The order of the contract.
    Contract,
    /// The alphabetical order. Programs that use a sorted map write this order.
    Alphabet,
    /// Any other order. No name is predicted, because a lookup in `KeyIndex` is faster than wrong predictions.
    Any,
}

impl Prediction {
    #[inline]
    pub(in crate::engine) fn new(rules: &ObjectRules, order: Order) -> Self {
        Self { next: 0, next_by_name: rules.first_by_name, order }
    }

    /// Returns the predicted property and the position after its colon. Returns `None` if its name is not at `at`.
    #[inline(always)]
    pub(in crate::engine) fn next<'p>(
        &self,
        rules: &'p ObjectRules,
        bytes: &[u8],
        at: usize,
    ) -> Option<(&'p Property, usize)> {
        let number = match self.order {
            Order::Contract => self.next,
            Order::Alphabet => self.next_by_name,
            Order::Any => return None,
        };
        let property = rules.properties.get(number)?;
        Some((property, property.key.matches(bytes, at)?))
    }

    /// Predicts the property after `property`, both in the order of the contract and in alphabetical order.
    #[inline]
    pub(in crate::engine) fn advance(&mut self, property: &Property) {
        self.next = property.number + 1;
        self.next_by_name = property.next_by_name;
    }

    /// Changes the expected order after a wrong prediction. Keeps the order if the object only omits the predicted
    /// property.
    #[inline]
    pub(in crate::engine) fn learn(&mut self, rules: &ObjectRules, found: &Property) {
        if self.order != Order::Any {
            let is = |number: usize| found.number == number;
            let follows_by_name =
                || rules.properties.get(self.next_by_name).is_some_and(|left_out| is(left_out.next_by_name));
            self.order = match self.order {
                _ if is(self.next) => Order::Contract,
                _ if is(self.next_by_name) => Order::Alphabet,
                Order::Contract if is(self.next + 1) => Order::Contract,
                Order::Alphabet if follows_by_name() => Order::Alphabet,
                _ => Order::Any,
            };
        }
    }
}
