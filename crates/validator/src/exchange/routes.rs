//! Finds the path in the contract that matches the path of a request.

use std::collections::HashMap;

use crate::document::percent_decode;

/// The paths of a contract and the base paths of its servers. They are stored separately, because the number of all
/// combinations of a base path and a path could be very large.
#[derive(Debug, Default)]
pub(super) struct Routes {
    servers: Vec<Vec<Template>>,
    paths: Vec<Route>,
    /// The nodes of a tree of path segments. The first node is the root. A path such as `/pets/{id}` has one node for
    /// `pets`, and below it a node for `{id}`.
    tree: Vec<Branch>,
}

/// A node of the tree. The fields `literals`, `parameter` and `mixed` contain the index in `Routes::tree` of the node
/// for the next segment.
#[derive(Debug, Default)]
struct Branch {
    literals: HashMap<String, usize>,
    /// The node for a segment that is a parameter as a whole, such as `{id}`.
    parameter: Option<usize>,
    mixed: Vec<(Segment, usize)>,
    /// The indexes in `Routes::paths` of the paths that end at this node.
    routes: Vec<usize>,
}

#[derive(Debug)]
struct Route {
    template: Template,
    /// The index in `Routes::servers` of the base paths that can precede the path.
    servers: usize,
    /// The index of the operation.
    operation: usize,
}

#[derive(Debug)]
struct Template(Vec<Segment>);

#[derive(Debug, Clone, PartialEq, Eq)]
struct Segment(Vec<Piece>);

/// The kinds of path segments, from specific to general: `pets`, `pets-{id}`, `{id}`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Generality {
    Literal,
    Mixed,
    Parameter,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Piece {
    Literal(String),
    Parameter(Option<String>),
}

/// A path parameter: its name in the contract, and its percent-encoded text.
pub(super) type Capture<'r, 'p> = (&'r str, &'p str);

impl Routes {
    /// Adds a list of servers. `bases` contains the base path of each server. Returns the index of the list.
    pub(super) fn add_servers(&mut self, bases: &[String]) -> usize {
        self.servers.push(bases.iter().map(|base| Template::parse(base.trim_end_matches('/'), false)).collect());
        self.servers.len() - 1
    }

    /// Adds the path of an operation.
    pub(super) fn add(&mut self, servers: usize, path: &str, operation: usize) {
        let template = Template::parse(path, true);
        let mut branch = self.root();
        for segment in &template.0 {
            branch = self.next(branch, segment);
        }
        if let Some(branch) = self.tree.get_mut(branch) {
            branch.routes.push(self.paths.len());
        }
        self.paths.push(Route { template, servers, operation });
    }

    fn root(&mut self) -> usize {
        if self.tree.is_empty() {
            self.tree.push(Branch::default());
        }
        0
    }

    /// Returns the index of the node below `branch` for a segment. Adds the node if it does not exist.
    fn next(&mut self, branch: usize, segment: &Segment) -> usize {
        let new = self.tree.len();
        let Some(known) = self.tree.get_mut(branch) else { return new };
        let next = match (segment.0.as_slice(), segment.generality()) {
            ([Piece::Literal(literal)], _) => *known.literals.entry(literal.clone()).or_insert(new),
            (_, Generality::Parameter) => *known.parameter.get_or_insert(new),
            _ => match known.mixed.iter().find(|(other, _)| other == segment) {
                Some((_, next)) => *next,
                None => {
                    known.mixed.push((segment.clone(), new));
                    new
                }
            },
        };
        if next == new {
            self.tree.push(Branch::default());
        }
        next
    }

    /// Finds the routes whose segments match a path. Returns indexes in `Routes::paths`, in no defined order.
    fn candidates(&self, path: &[&str]) -> Vec<usize> {
        let mut branches = vec![0];
        for text in path {
            let decoded = if text.contains('%') { percent_decode(text) } else { None };
            let mut next = Vec::new();
            for branch in branches.into_iter().filter_map(|branch| self.tree.get(branch)) {
                next.extend(branch.literals.get(*text));
                next.extend(
                    decoded.as_ref().filter(|decoded| decoded != text).and_then(|text| branch.literals.get(text)),
                );
                next.extend(branch.parameter);
                let matches = |segment: &Segment| segment.captures(text, &mut Vec::new()).is_some();
                next.extend(branch.mixed.iter().filter(|(segment, _)| matches(segment)).map(|(_, next)| *next));
            }
            branches = next;
        }
        branches
            .into_iter()
            .filter_map(|branch| self.tree.get(branch))
            .flat_map(|branch| &branch.routes)
            .copied()
            .collect()
    }

    /// Finds the operations that match a path, and sorts them. Matches that begin with the base path of a server come
    /// before matches without a base path. Then matches with literal segments come before matches with parameters.
    pub(super) fn find<'r, 'p>(&'r self, path: &'p str) -> Vec<(usize, Vec<Capture<'r, 'p>>)> {
        let given = split(path);
        let serving: Vec<Vec<&Template>> =
            self.servers.iter().map(|bases| bases.iter().filter(|base| base.begins(&given)).collect()).collect();
        let mut found = Vec::new();
        let mut add = |servers: Option<usize>, base: Option<&'r Template>| {
            let rest = given.get(base.map_or(0, |base| base.0.len())..).unwrap_or_default();
            for index in self.candidates(rest) {
                let Some(route) = self.paths.get(index) else { continue };
                if servers.is_none_or(|servers| servers == route.servers)
                    && let Some(captures) = route.template.captures(rest)
                {
                    let generality: Vec<Generality> =
                        base.into_iter().chain([&route.template]).flat_map(Template::generality).collect();
                    // If two routes match equally, the first route in the contract comes first.
                    found.push(((base.is_none(), generality, index), (route.operation, captures)));
                }
            }
        };
        for (servers, bases) in serving.into_iter().enumerate() {
            bases.into_iter().for_each(|base| add(Some(servers), Some(base)));
        }
        add(None, None);
        found.sort_by(|(a, _), (b, _)| a.cmp(b));
        found.into_iter().map(|(_, found)| found).collect()
    }
}

impl Template {
    /// Reads a template such as `/pets/{id}`. If `named` is false, the names of parameters are not stored, because the
    /// base path of a server does not need the names.
    fn parse(text: &str, named: bool) -> Self {
        Self(split(text).into_iter().map(|text| Segment::parse(text, named)).collect())
    }

    fn generality(&self) -> impl Iterator<Item = Generality> {
        self.0.iter().map(Segment::generality)
    }

    /// Returns whether the first segments of a path match the template.
    fn begins(&self, path: &[&str]) -> bool {
        let given = path.get(..self.0.len());
        given.is_some_and(|given| self.captures(given).is_some())
    }

    /// Returns the path parameters, if the path matches the template.
    fn captures<'r, 'p>(&'r self, path: &[&'p str]) -> Option<Vec<Capture<'r, 'p>>> {
        if path.len() != self.0.len() {
            return None;
        }
        let mut captures = Vec::new();
        for (segment, text) in self.0.iter().zip(path) {
            segment.captures(text, &mut captures)?;
        }
        Some(captures)
    }
}

fn split(path: &str) -> Vec<&str> {
    match path.strip_prefix('/').unwrap_or(path) {
        "" if !path.starts_with('/') => Vec::new(),
        rest => rest.split('/').collect(),
    }
}

impl Segment {
    fn parse(text: &str, named: bool) -> Self {
        let mut pieces = Vec::new();
        let mut rest = text;
        while let Some((before, name, after)) = template(rest) {
            if !before.is_empty() {
                pieces.push(Piece::Literal(before.to_owned()));
            }
            pieces.push(Piece::Parameter(named.then(|| name.to_owned())));
            rest = after;
        }
        if !rest.is_empty() || pieces.is_empty() {
            pieces.push(Piece::Literal(rest.to_owned()));
        }
        Self(pieces)
    }

    fn generality(&self) -> Generality {
        match self.0.as_slice() {
            [Piece::Literal(_)] => Generality::Literal,
            [Piece::Parameter(_)] => Generality::Parameter,
            _ => Generality::Mixed,
        }
    }

    /// Matches one segment. Each parameter takes the shortest possible text, but the last parameter takes the rest of
    /// the segment. For `{a}-{b}` and the text `1-2-3`, `a` is `1` and `b` is `2-3`.
    fn captures<'r, 'p>(&'r self, text: &'p str, captures: &mut Vec<Capture<'r, 'p>>) -> Option<()> {
        if let [Piece::Literal(literal)] = self.0.as_slice() {
            return is_literal(literal, text).then_some(());
        }
        let mut rest = text;
        let mut open: Option<&'r Option<String>> = None;
        let mut add = |name: &'r Option<String>, value: &'p str| {
            if let Some(name) = name {
                captures.push((name, value));
            }
        };
        for (index, piece) in self.0.iter().enumerate() {
            match piece {
                Piece::Parameter(name) => {
                    if let Some(before) = open.replace(name) {
                        // In `{a}{b}`, no text separates the two parameters, so the first parameter gets an empty text.
                        add(before, "");
                    }
                }
                Piece::Literal(literal) => {
                    let last = index + 1 == self.0.len();
                    let at = match open {
                        None => rest.starts_with(literal.as_str()).then_some(0)?,
                        Some(_) if last => rest.ends_with(literal.as_str()).then(|| rest.len() - literal.len())?,
                        Some(_) => rest.find(literal.as_str())?,
                    };
                    if let Some(name) = open.take() {
                        add(name, rest.get(..at)?);
                    }
                    rest = rest.get(at + literal.len()..)?;
                }
            }
        }
        match open {
            Some(name) => add(name, rest),
            None if rest.is_empty() => {}
            None => return None,
        }
        Some(())
    }
}

/// Splits a text at the first `{name}`. Returns the text before, the name, and the text after.
fn template(text: &str) -> Option<(&str, &str, &str)> {
    let (before, rest) = text.split_once('{')?;
    let (name, after) = rest.split_once('}')?;
    Some((before, name, after))
}

/// Returns whether a text equals a literal after percent-decoding: `%70ets` equals `pets`.
fn is_literal(literal: &str, text: &str) -> bool {
    literal == text || (text.contains('%') && percent_decode(text).as_deref() == Some(literal))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stores_servers_and_paths_separately() {
        let mut routes = Routes::default();
        let bases: Vec<String> = (0..1_000).map(|number| format!("/{{stage}}/base{number}")).collect();
        let servers = routes.add_servers(&bases);
        (0..1_000).for_each(|number| routes.add(servers, &format!("/items{number}/{{id}}"), number));
        assert_eq!(routes.servers.iter().map(Vec::len).sum::<usize>() + routes.paths.len(), 2_000);
        assert_eq!(routes.find("/v1/base7/items9/a"), [(9, vec![("id", "a")])]);
        assert_eq!(routes.find("/items9/a"), [(9, vec![("id", "a")])]);
        assert_eq!(routes.find("/v1/base7/items9"), []);
    }
}
