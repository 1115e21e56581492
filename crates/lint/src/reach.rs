//! Which schemas travel in which direction.

use super::{
    contract::{Contract, Site},
    grammar::Kind,
};

/// For each site, whether a request carries it: it is part of a parameter or of a request body, along the references.
pub(super) fn from_requests(contract: &Contract<'_>) -> Vec<bool> {
    let mut reached = vec![false; contract.all().len()];
    let mut todo: Vec<&Site<'_>> = contract
        .operations()
        .flat_map(|operation| {
            let bodies = contract.children(operation, "requestBody").filter_map(|site| contract.target(site));
            contract.parameters(operation).into_iter().chain(bodies)
        })
        .collect();
    while let Some(site) = todo.pop() {
        let Some(mark) = reached.get_mut(site.index) else { continue };
        if std::mem::replace(mark, true) {
            continue;
        }
        if site.reference.is_some() {
            todo.extend(contract.target(site));
        }
        todo.extend(below(contract, site).filter(|child| matches!(child.kind, Kind::Schema | Kind::MediaType)));
    }
    reached
}

/// The sites directly below another.
fn below<'a, 'd>(contract: &'a Contract<'d>, site: &Site<'d>) -> impl Iterator<Item = &'a Site<'d>> {
    let index = site.index;
    let rest = contract.all().get(index + 1..).unwrap_or_default().iter();
    rest.take_while(move |child| child.parent.is_some_and(|at| at >= index))
        .filter(move |child| child.parent == Some(index))
}
