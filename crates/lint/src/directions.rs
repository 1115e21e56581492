//! Finds out which objects belong to requests and which to responses.

use dataarts_insight_openapi::objects::{Object, Objects};
use dataarts_insight_validator::Direction;

/// The objects that requests and responses reach, by their index in [`Objects::all`].
pub(super) struct Directions {
    requests: Vec<bool>,
    responses: Vec<bool>,
}

impl Directions {
    /// Finds the objects that the parameters, bodies and responses of all operations contain or refer to.
    pub(super) fn of(objects: &Objects<'_>) -> Self {
        let operations = || objects.operations();
        let parameters = || objects.paths().chain(operations()).flat_map(|owner| objects.children(owner, "parameters"));
        let bodies = operations().flat_map(|operation| objects.children(operation, "requestBody"));
        let responses = operations().flat_map(|operation| objects.children(operation, "responses"));
        Self {
            requests: reached(objects, parameters().chain(bodies).collect()),
            responses: reached(objects, responses.collect()),
        }
    }

    /// Tells whether requests reach an object.
    pub(super) fn in_request(&self, object: &Object<'_>) -> bool {
        self.requests.get(object.index) == Some(&true)
    }

    /// Returns the only direction that reaches an object; [`Direction::Either`] when both or none do.
    pub(super) fn direction(&self, object: &Object<'_>) -> Direction {
        match (self.in_request(object), self.responses.get(object.index) == Some(&true)) {
            (true, false) => Direction::Request,
            (false, true) => Direction::Response,
            _ => Direction::Either,
        }
    }
}

/// Marks the objects that these objects contain or refer to.
fn reached<'a, 'd>(objects: &'a Objects<'d>, mut todo: Vec<&'a Object<'d>>) -> Vec<bool> {
    let mut reached = vec![false; objects.all().len()];
    while let Some(start) = todo.pop() {
        if reached.get(start.index) == Some(&true) {
            continue;
        }
        for object in std::iter::once(start).chain(objects.descendants(start)) {
            if let Some(mark) = reached.get_mut(object.index) {
                *mark = true;
            }
            todo.extend(object.reference.and_then(|_| objects.target(object)));
        }
    }
    reached
}
