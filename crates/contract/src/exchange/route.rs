//! Which path of the contract a request's path is.

use crate::document::percent_decode;

/// A path template, with the base path of a server in front or without.
#[derive(Debug)]
pub(super) struct Route {
    segments: Vec<Segment>,
    /// Whether the template stands without a server's base path, of which the path has one.
    bare: bool,
    /// The operation that it belongs to, by index.
    pub(super) operation: usize,
}

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
    /// A variable of a server's base path has no name: nobody asks for it.
    Parameter(Option<String>),
}

/// A path parameter: its name in the contract, and its text, still percent-encoded.
pub(super) type Capture<'r, 'p> = (&'r str, &'p str);

impl Route {
    pub(super) fn new(base: &str, path: &str, bare: bool, operation: usize) -> Self {
        let base = split(base.trim_end_matches('/')).into_iter().map(|text| Segment::parse(text, false));
        let path = split(path).into_iter().map(|text| Segment::parse(text, true));
        Self { segments: base.chain(path).collect(), bare, operation }
    }

    /// Sorts routes so that the first that matches is the right one: concrete segments before templated ones, a path
    /// under its server before one without.
    pub(super) fn sort(routes: &mut [Self]) {
        routes.sort_by_cached_key(|route| {
            let generality: Vec<Generality> = route.segments.iter().map(Segment::generality).collect();
            (route.bare, generality)
        });
    }

    /// The path parameters, if the path is this one.
    pub(super) fn captures<'r, 'p>(&'r self, path: &'p str) -> Option<Vec<Capture<'r, 'p>>> {
        let given = split(path);
        if given.len() != self.segments.len() {
            return None;
        }
        let mut captures = Vec::new();
        for (segment, text) in self.segments.iter().zip(given) {
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
