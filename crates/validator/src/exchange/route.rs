//! Which path of the contract a request's path is.

use crate::document::percent_decode;

/// The paths of a contract, under the base paths of their servers and without. The lists of servers stand apart: each
/// path under each server would be as many templates as both multiplied.
#[derive(Debug, Default)]
pub(super) struct Routes {
    servers: Vec<Vec<Template>>,
    paths: Vec<Route>,
}

#[derive(Debug)]
struct Route {
    template: Template,
    /// Which list of servers it has.
    servers: usize,
    /// The operation that it belongs to, by index.
    operation: usize,
}

#[derive(Debug)]
struct Template(Vec<Segment>);

#[derive(Debug)]
struct Segment(Vec<Piece>);

/// Orders from the concrete to the general.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Generality {
    Literal,
    Mixed,
    Parameter,
}

#[derive(Debug)]
enum Piece {
    Literal(String),
    Parameter(Option<String>),
}

/// A path parameter: its name in the contract, and its text, still percent-encoded.
pub(super) type Capture<'r, 'p> = (&'r str, &'p str);

impl Routes {
    /// Adds a list of servers by their base paths; its number.
    pub(super) fn serve(&mut self, bases: &[String]) -> usize {
        self.servers.push(bases.iter().map(|base| Template::parse(base.trim_end_matches('/'), false)).collect());
        self.servers.len() - 1
    }

    /// Adds the path of an operation.
    pub(super) fn add(&mut self, servers: usize, path: &str, operation: usize) {
        self.paths.push(Route { template: Template::parse(path, true), servers, operation });
    }

    /// The operations that have this path, the right one first: concrete segments before templated ones, a path under
    /// its server before one without.
    pub(super) fn find<'r, 'p>(&'r self, path: &'p str) -> Vec<(usize, Vec<Capture<'r, 'p>>)> {
        let given = split(path);
        let serving: Vec<Vec<&Template>> =
            self.servers.iter().map(|bases| bases.iter().filter(|base| base.begins(&given)).collect()).collect();
        let mut found = Vec::new();
        for route in &self.paths {
            let bases = serving.get(route.servers).map(Vec::as_slice).unwrap_or_default();
            for base in bases.iter().copied().map(Some).chain([None]) {
                let rest = given.get(base.map_or(0, |base| base.0.len())..).unwrap_or_default();
                if let Some(captures) = route.template.captures(rest) {
                    let generality: Vec<Generality> =
                        base.into_iter().chain([&route.template]).flat_map(Template::generality).collect();
                    found.push(((base.is_none(), generality), (route.operation, captures)));
                }
            }
        }
        found.sort_by(|(a, _), (b, _)| a.cmp(b));
        found.into_iter().map(|(_, found)| found).collect()
    }
}

impl Template {
    /// A variable of a server's base path has no name: nobody asks for it.
    fn parse(text: &str, named: bool) -> Self {
        Self(split(text).into_iter().map(|text| Segment::parse(text, named)).collect())
    }

    fn generality(&self) -> impl Iterator<Item = Generality> {
        self.0.iter().map(Segment::generality)
    }

    /// Whether a path begins like this.
    fn begins(&self, path: &[&str]) -> bool {
        let given = path.get(..self.0.len());
        given.is_some_and(|given| self.captures(given).is_some())
    }

    /// The path parameters, if the path is this one.
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

    /// Each parameter takes as little as it can, the last all that is left: nothing is tried twice.
    fn captures<'r, 'p>(&'r self, text: &'p str, captures: &mut Vec<Capture<'r, 'p>>) -> Option<()> {
        if let [Piece::Literal(literal)] = self.0.as_slice() {
            return same(literal, text).then_some(());
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
                        // Two parameters side by side: nothing tells where one ends.
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

/// The text before the first `{name}`, the name, and the text behind it.
fn template(text: &str) -> Option<(&str, &str, &str)> {
    let (before, rest) = text.split_once('{')?;
    let (name, after) = rest.split_once('}')?;
    Some((before, name, after))
}

/// `%70ets` is `pets`.
fn same(literal: &str, text: &str) -> bool {
    literal == text || (text.contains('%') && percent_decode(text).as_deref() == Some(literal))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn servers_and_paths_add_up_instead_of_multiplying() {
        let mut routes = Routes::default();
        let bases: Vec<String> = (0..1_000).map(|number| format!("/{{stage}}/base{number}")).collect();
        let servers = routes.serve(&bases);
        (0..1_000).for_each(|number| routes.add(servers, &format!("/items{number}/{{id}}"), number));
        assert_eq!(routes.servers.iter().map(Vec::len).sum::<usize>() + routes.paths.len(), 2_000);
        assert_eq!(routes.find("/v1/base7/items9/a"), [(9, vec![("id", "a")])]);
        assert_eq!(routes.find("/items9/a"), [(9, vec![("id", "a")])]);
        assert_eq!(routes.find("/v1/base7/items9"), []);
    }
}
