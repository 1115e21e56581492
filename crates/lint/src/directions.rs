//! Finds the objects that requests use and the objects that responses use.

use dataarts_insight_openapi::objects::{Object, Objects};
use dataarts_insight_validator::Direction;

/// Flags for all objects. `requests[i]` is `true` if requests use the object with the index `i` in [`Objects::all`].
/// `responses[i]` is `true` if responses use this object.
pub(super) struct Directions {
    requests: Vec<bool>,
    responses: Vec<bool>,
}

impl Directions {
    /// Finds the objects that operations use. Starts at their parameters, bodies and responses and follows all `$ref`s.
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

    /// Returns whether requests use the object.
    pub(super) fn in_request(&self, object: &Object<'_>) -> bool {
        self.requests.get(object.index) == Some(&true)
    }

    /// Returns whether requests or responses use the object. Returns [`Direction::Either`] if requests and responses
    /// use it, or if neither uses it.
    pub(super) fn direction(&self, object: &Object<'_>) -> Direction {
        match (self.in_request(object), self.responses.get(object.index) == Some(&true)) {
            (true, false) => Direction::Request,
            (false, true) => Direction::Response,
            _ => Direction::Either,
        }
    }
}

/// Returns a flag for each object of the document. The flag is `true` for the objects in `todo`, for all objects inside
/// them, and for the targets of their `$ref`s. A target is handled like an object in `todo`.
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
