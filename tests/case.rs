//! Reads the cases of the corpus. The comment at the top of `corpus.rs` describes how to add a case.

use std::{
    fs,
    path::{Path, PathBuf},
};

use dataarts_insight_validator::{
    Contract, Exchanges, Limits, Report, RequestParts, ResponseParts, Strictness, Validator,
    document::{Entry, Node, join_pointer},
};

/// A case: a payload, a request or a response, with the expected verdict.
pub(crate) struct Case {
    /// The snapshot that contains the findings of this case.
    pub(crate) group: Group,
    /// The file of the case, for the messages of failed tests. In a YAML file, also the line:
    /// `tests/corpus/edges.yaml:12`.
    pub(crate) place: String,
    /// The title of the case in a snapshot.
    pub(crate) title: String,
    pub(crate) subject: Subject,
    pub(crate) bytes: Vec<u8>,
    pub(crate) limits: Limits,
    pub(crate) verdict: Verdict,
    /// The IDs of the rules that the case must violate.
    pub(crate) by: Vec<String>,
    contract: Contract,
}

/// A group of cases. Each group has its own snapshot.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Group {
    Payloads,
    Exchanges,
    Edges,
    EveryRule,
}

/// The part of the contract against which a case is validated.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Subject {
    Component(String),
    /// The ID of the operation of a request or a response.
    Exchange(String),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Verdict {
    Valid,
    /// The case is valid, with warnings.
    Warned,
    Invalid,
    /// The case is invalid, because its text is not JSON.
    NoJson,
}

const VERDICTS: [(&str, Verdict); 4] = [
    ("valid", Verdict::Valid),
    ("warned", Verdict::Warned),
    ("invalid", Verdict::Invalid),
    ("no-json", Verdict::NoJson),
];

impl Case {
    pub(crate) fn validate(&self, strictness: &Strictness) -> Report {
        match &self.subject {
            Subject::Component(name) => self.validate_by(name, strictness),
            Subject::Exchange(operation) => self.exchange(operation, strictness),
        }
    }

    /// Validates the case against this component of the case's contract.
    pub(crate) fn validate_by(&self, component: &str, strictness: &Strictness) -> Report {
        let validator =
            Validator::component(&self.contract, component).unwrap_or_else(|error| panic!("{}: {error}", self.place));
        let validator = validator.with_limits(self.limits.clone()).with_strictness(strictness.clone());
        let report = validator.validate(&self.bytes);
        assert_eq!(validator.is_valid(&self.bytes), report.is_valid(), "{}: verdict and diagnosis", self.place);
        report
    }

    fn exchange(&self, operation: &str, strictness: &Strictness) -> Report {
        let exchanges = Exchanges::new(&self.contract).unwrap_or_else(|error| panic!("{}: {error}", self.place));
        let exchanges = exchanges.with_limits(&self.limits).with_strictness(strictness);
        let text = std::str::from_utf8(&self.bytes).expect("requests and responses are UTF-8");
        let (head, body) = text.split_once("\n\n").unwrap_or((text.trim_end(), ""));
        let mut lines = head.lines();
        let start: Vec<&str> = lines.next().unwrap_or_default().split(' ').collect();
        let headers = lines.map(|line| {
            let (name, value) =
                line.split_once(':').unwrap_or_else(|| panic!("{}: `{line}` is not a header", self.place));
            (name, value.trim().as_bytes())
        });
        match start.as_slice() {
            ["HTTP/1.1", status, ..] => {
                let status = status.parse().unwrap_or_else(|error| panic!("{}: {status}: {error}", self.place));
                let response = ResponseParts::new(status).headers(headers).body(body);
                exchanges.response(operation, &response).unwrap_or_else(|error| panic!("{}: {error}", self.place))
            }
            [method, target, "HTTP/1.1"] => {
                exchanges.request(&RequestParts::new(method, target).headers(headers).body(body)).report
            }
            _ => panic!("{}: the first line is not a start line of HTTP/1.1", self.place),
        }
    }

    pub(crate) fn contract(&self) -> &Contract {
        &self.contract
    }

    /// Returns the name of the component if the case is a payload.
    pub(crate) fn component(&self) -> Option<&str> {
        match &self.subject {
            Subject::Component(name) => Some(name),
            Subject::Exchange(_) => None,
        }
    }

    /// Returns the components that must give the same findings as the component of this case. If the case has the
    /// component `Pet`, these components have `x-same-as: Pet` in the contract.
    pub(crate) fn same_as(&self) -> Vec<String> {
        let Some(name) = self.component() else { return Vec::new() };
        let schemas = self.contract.document().pointer("/components/schemas").map(Node::entries).unwrap_or_default();
        let same = schemas.iter().filter(|schema| schema.node.get("x-same-as").and_then(Node::as_str) == Some(name));
        same.map(|schema| schema.key.clone()).collect()
    }
}

/// Returns all cases of the corpus, in an order that is always the same.
pub(crate) fn all() -> Vec<Case> {
    let mut cases = payloads();
    cases.extend(listed("edges.yaml", Group::Edges));
    cases.extend(listed("every-rule.yaml", Group::EveryRule));
    cases
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus")
}

/// Reads the cases that have their own file. The contract of these cases is `fixtures/import-tasks.yaml`.
fn payloads() -> Vec<Case> {
    let text = include_str!("fixtures/import-tasks.yaml");
    let contract = Contract::parse("import-tasks.yaml", text).expect("the fixture is a contract");
    let operation = "show_import_task".to_owned();
    let mut cases = Vec::new();
    for (folder_name, verdict) in VERDICTS {
        for subject in sorted(&folder().join(folder_name)) {
            for path in sorted(&subject) {
                let subject = name(&subject);
                let exchange = matches!(subject.as_str(), "requests" | "responses");
                let by = match verdict {
                    Verdict::Valid => Vec::new(),
                    _ => vec![name(&path).split('.').next().unwrap_or_default().to_owned()],
                };
                let title = format!("{folder_name}/{subject}/{}", name(&path));
                cases.push(Case {
                    group: if exchange { Group::Exchanges } else { Group::Payloads },
                    place: format!("tests/corpus/{title}"),
                    title,
                    subject: if exchange { Subject::Exchange(operation.clone()) } else { Subject::Component(subject) },
                    bytes: fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display())),
                    limits: Limits::default(),
                    verdict,
                    by,
                    contract: contract.clone(),
                });
            }
        }
    }
    cases
}

fn sorted(folder: &Path) -> Vec<PathBuf> {
    let Ok(entries) = fs::read_dir(folder) else { return Vec::new() };
    let mut paths: Vec<PathBuf> = entries.map(|entry| entry.expect("a folder is read").path()).collect();
    paths.sort();
    paths
}

fn name(path: &Path) -> String {
    path.file_name().and_then(|name| name.to_str()).expect("a name in UTF-8").to_owned()
}

/// Reads the cases that a contract contains under its key `x-cases`.
fn listed(file: &str, group: Group) -> Vec<Case> {
    let path = folder().join(file);
    let text = fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let contract = Contract::parse(file, text).unwrap_or_else(|error| panic!("{error}"));
    let document = contract.document();
    let subjects = document.root().get("x-cases").expect("x-cases").entries();
    subjects
        .iter()
        .flat_map(|subject| subject.node.items().iter().map(|node| case(&contract, group, subject, node)))
        .collect()
}

fn case(contract: &Contract, group: Group, subject: &Entry, node: &Node) -> Case {
    let document = contract.document();
    let place = format!("tests/corpus/{}:{}", document.name(), document.position(node.span.start).line);
    let text = |key: &str| node.get(key).and_then(Node::as_str);
    let known = |key: &str| matches!(key, "by" | "why" | "limits") || VERDICTS.iter().any(|(name, _)| *name == key);
    assert!(node.entries().iter().all(|entry| known(&entry.key)), "{place}: an unknown key");
    let (word, verdict) = VERDICTS.into_iter().find(|(word, _)| text(word).is_some()).unwrap_or_else(|| {
        panic!("{place}: no text under valid, warned, invalid or no-json");
    });
    let notation = text(word).unwrap_or_default();
    let why = text("why").unwrap_or_else(|| panic!("{place}: no reason under `why`"));
    let by = match (verdict, node.get("by")) {
        (Verdict::Valid, None) => Vec::new(),
        (Verdict::NoJson, None) => vec!["json-syntax".to_owned()],
        (_, None) => panic!("{place}: no rule under `by`"),
        (_, Some(by)) => by.as_str().map_or_else(
            || by.items().iter().filter_map(Node::as_str).map(str::to_owned).collect(),
            |only| vec![only.to_owned()],
        ),
    };
    let component = document.pointer(&join_pointer("/components/schemas", &subject.key)).is_some();
    Case {
        group,
        title: format!("{}: {word}: {}\n   {why}", subject.key, notation.trim_end().replace('\n', "\n   ")),
        subject: if component {
            Subject::Component(subject.key.clone())
        } else {
            Subject::Exchange(subject.key.clone())
        },
        bytes: if component { bytes(notation, &place) } else { notation.as_bytes().to_vec() },
        limits: limits(node, &place),
        verdict,
        by,
        contract: contract.clone(),
        place,
    }
}

fn limits(node: &Node, place: &str) -> Limits {
    let mut limits = Limits::default();
    for entry in node.get("limits").map(Node::entries).unwrap_or_default() {
        let value = entry.node.as_number().and_then(|text| text.parse().ok());
        let limit = match entry.key.as_str() {
            "nesting" => &mut limits.nesting,
            "findings" => &mut limits.findings,
            "size" => &mut limits.size,
            "work" => &mut limits.work,
            "unique_items" => &mut limits.unique_items,
            other => panic!("{place}: {other} is not a limit"),
        };
        *limit = value.unwrap_or_else(|| panic!("{place}: a limit is a number"));
    }
    limits
}

/// Decodes the notation of a payload. `<EF BB BF>` means these three bytes in hexadecimal, and `<128*[>` means 128
/// times `[`.
fn bytes(notation: &str, place: &str) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut rest = notation;
    while let Some((before, after)) = rest.split_once('<') {
        bytes.extend(before.bytes());
        let (inside, after) = after.split_once('>').unwrap_or_else(|| panic!("{place}: a `<` is written <3C>"));
        match inside.split_once('*') {
            Some((count, text)) => {
                let count = count.parse().unwrap_or_else(|error| panic!("{place}: <{inside}>: {error}"));
                bytes.extend(text.repeat(count).bytes());
            }
            None => {
                bytes.extend(inside.split(' ').map(|hex| {
                    u8::from_str_radix(hex, 16).unwrap_or_else(|error| panic!("{place}: <{inside}>: {error}"))
                }))
            }
        }
        rest = after;
    }
    bytes.extend(rest.bytes());
    bytes
}
