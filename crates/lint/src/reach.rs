//! Which schemas travel in which direction.

use dataarts_insight_openapi::{
    grammar::ObjectKind,
    objects::{Object, Objects},
};

/// For each object, whether a request carries it: it is part of a parameter or of a request body, along the references.
pub(super) fn from_requests(objects: &Objects<'_>) -> Vec<bool> {
    let mut reached = vec![false; objects.all().len()];
    let mut todo: Vec<&Object<'_>> = objects
        .operations()
        .flat_map(|operation| {
            let bodies = objects.children(operation, "requestBody").filter_map(|object| objects.target(object));
            objects.parameters(operation).into_iter().chain(bodies)
        })
        .collect();
    while let Some(object) = todo.pop() {
        let Some(mark) = reached.get_mut(object.index) else { continue };
        if std::mem::replace(mark, true) {
            continue;
        }
        if object.reference.is_some() {
            todo.extend(objects.target(object));
        }
        todo.extend(
            below(objects, object).filter(|child| matches!(child.kind, ObjectKind::Schema | ObjectKind::MediaType)),
        );
    }
    reached
}

/// The objects directly below another.
fn below<'a, 'd>(objects: &'a Objects<'d>, object: &Object<'d>) -> impl Iterator<Item = &'a Object<'d>> {
    let index = object.index;
    let rest = objects.all().get(index + 1..).unwrap_or_default().iter();
    rest.take_while(move |child| child.parent.is_some_and(|at| at >= index))
        .filter(move |child| child.parent == Some(index))
}
