//! Checks that our validator and the JSON Schema of a component give the same verdicts, except in a few known cases.
//!
//! The corpus and many mutated documents are also validated by two peers: the `jsonschema` crate, and ajv in strict
//! mode. ajv needs Node, and `npm ci --prefix tests/peers` installs ajv. If ajv is not installed, its test is skipped.
//! If the variable `PEERS_REQUIRED` is set, the test fails instead. `.ci/run` sets this variable.

use std::{
    collections::BTreeMap,
    fs,
    io::Write,
    path::Path,
    process::{Command, Stdio},
    sync::LazyLock,
};

use dataarts_insight_validator::{Contract, Expected, Finding, Found, Report, Rule, Severity, Strictness, Validator};
use serde_json::{Value, json};

use crate::{
    case::{self, Case, Verdict},
    mutate::{mutant, tokens},
};

/// The number of mutated documents.
const MUTANTS: usize = 20_000;

/// Another validator. The tests compare its verdicts with ours.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Peer {
    JsonSchema,
    Ajv,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Says {
    Valid,
    Invalid,
    NoJson,
}

/// A known difference. For some documents, a peer may give the verdict `says`, although our validator gives another
/// verdict.
struct Exception {
    peers: &'static [Peer],
    says: Says,
    because: &'static str,
    /// A function that returns whether the difference is permitted for a document.
    concerns: fn(&Document) -> bool,
}

const BOTH: &[Peer] = &[Peer::JsonSchema, Peer::Ajv];
/// The rules that warn about a number that a double cannot store exactly, such as 2^53 + 1.
const ROUNDED: &[Rule] = &[Rule::IntegerBeyondI64, Rule::IntegerBeyondSafe, Rule::DecimalPrecision];

const EXCEPTIONS: &[Exception] = &[
    Exception {
        peers: BOTH,
        says: Says::Valid,
        because: "1.0 and 1e2 are integers in JSON Schema, but not in OpenAPI 3.0",
        concerns: |document| {
            let around = |error: &Finding| matches!(error.rule, Rule::AnyOf | Rule::OneOf);
            document.only(|error| is_decimal_for_integer(error) || around(error)) && has_decimal(&document.bytes)
        },
    },
    Exception {
        peers: BOTH,
        says: Says::Valid,
        because: "if a key occurs twice, peers see the last value only; we validate each",
        concerns: |document| document.warns(&[Rule::DuplicateKey]),
    },
    Exception {
        peers: BOTH,
        says: Says::Valid,
        because: "the number rounds to a double that is valid; we compare exactly",
        concerns: |document| document.warns(ROUNDED),
    },
    Exception {
        peers: BOTH,
        says: Says::Invalid,
        because: "the number rounds to a double that is invalid; we compare exactly",
        concerns: |document| document.warns(ROUNDED),
    },
    Exception {
        peers: BOTH,
        says: Says::Valid,
        because: "JSON Schema has no limits on size, nesting and work",
        concerns: |document| {
            document.only(|error| matches!(error.rule, Rule::Nesting | Rule::DocumentSize | Rule::WorkBudget))
        },
    },
    Exception {
        peers: BOTH,
        says: Says::NoJson,
        because: "serde_json and JSON.parse reject a byte order mark; we warn",
        concerns: |document| document.warns(&[Rule::ByteOrderMark]),
    },
    Exception {
        peers: &[Peer::JsonSchema],
        says: Says::NoJson,
        because: "serde_json rejects a lone surrogate; we warn",
        concerns: |document| document.warns(&[Rule::LoneSurrogate]),
    },
    Exception {
        peers: &[Peer::JsonSchema],
        says: Says::NoJson,
        because: "serde_json rejects a number that is larger than every double; we warn",
        concerns: |document| document.warns(&[Rule::DecimalPrecision, Rule::IntegerBeyondI64]),
    },
    Exception {
        peers: &[Peer::JsonSchema],
        says: Says::NoJson,
        because: "serde_json reads 127 levels; we read 128",
        concerns: |document| brackets(&document.bytes) == 128,
    },
    Exception {
        peers: BOTH,
        says: Says::Valid,
        because: "JSON Schema does not define the formats float and byte",
        concerns: |document| document.only(|error| is_of_format(error, &["float", "byte"])),
    },
    Exception {
        peers: &[Peer::Ajv],
        says: Says::Valid,
        because: "Node replaces invalid UTF-8 before it parses",
        concerns: |document| {
            let replaced = |error: &Finding| error.rule == Rule::InvalidUtf8;
            document.only(|error| replaced(error) || is_decimal_for_integer(error)) && document.errors().any(replaced)
        },
    },
    Exception {
        peers: &[Peer::Ajv],
        says: Says::Valid,
        because: "JSON.parse also rounds the numbers of a schema: 2^53 + 1 in an enum becomes 2^53",
        concerns: |document| {
            document.only(|error| matches!(&error.found, Found::Number(text) if error.rule == Rule::Enum && text == "9007199254740992"))
        },
    },
    Exception {
        peers: &[Peer::Ajv],
        says: Says::Valid,
        because: "ajv-formats accepts a space between date and time; the grammar of RFC 3339 has a T",
        concerns: |document| document.only(|error| is_of_format(error, &["date-time"])),
    },
    Exception {
        peers: &[Peer::Ajv],
        says: Says::Invalid,
        because: "ajv divides doubles for multipleOf, so that 0.07 is not a multiple of 0.01",
        concerns: |document| document.schema.ends_with("#Cents") && document.ours.findings().is_empty(),
    },
];

/// Returns whether the contract expects an integer, but the number has a fraction or an exponent, such as `1.0` or
/// `1e2`.
fn is_decimal_for_integer(error: &Finding) -> bool {
    matches!(&error.found, Found::Number(text) if error.rule == Rule::Type && has_decimal(text.as_bytes()))
}

/// Returns whether the text contains a number with a fraction or an exponent, such as `1.0` or `1e2`.
fn has_decimal(text: &[u8]) -> bool {
    let decimal = |token: &[u8]| matches!(token, [b'-' | b'0'..=b'9', ..]) && token.iter().any(|b| b".eE".contains(b));
    tokens(text).into_iter().any(decimal)
}

fn brackets(text: &[u8]) -> usize {
    text.iter().filter(|byte| b"[{".contains(byte)).count()
}

fn is_of_format(error: &Finding, formats: &[&str]) -> bool {
    matches!(error.expected, Expected::Format(format) if formats.contains(&format.name()))
}

/// A payload, the schema of its component, and the report of our validator.
struct Document {
    /// The origin of the payload, for messages of failed tests.
    place: String,
    schema: String,
    bytes: Vec<u8>,
    ours: Report,
}

impl Document {
    /// Returns whether the document is invalid and the function `kind` returns true for every error.
    fn only(&self, kind: impl Fn(&Finding) -> bool) -> bool {
        !self.ours.is_valid() && self.errors().all(kind)
    }

    fn errors(&self) -> impl Iterator<Item = &Finding> {
        self.ours.findings().iter().filter(|finding| finding.severity == Severity::Error)
    }

    /// Returns whether the report has a warning of one of these rules.
    fn warns(&self, rules: &[Rule]) -> bool {
        let mut warnings = self.ours.findings().iter().filter(|finding| finding.severity == Severity::Warning);
        warnings.any(|warning| rules.contains(&warning.rule))
    }
}

#[test]
fn the_jsonschema_crate_gives_the_same_verdicts() {
    let documents: Vec<&Document> = DOCUMENTS.iter().collect();
    let validators: BTreeMap<String, jsonschema::Validator> = schemas()
        .into_iter()
        .map(|(name, text)| {
            let validator = validator(&name, &text);
            (name, validator)
        })
        .collect();
    let says = |document: &&Document| match serde_json::from_slice::<Value>(&document.bytes) {
        Err(_) => Says::NoJson,
        Ok(value) if validators[&document.schema].is_valid(&value) => Says::Valid,
        Ok(_) => Says::Invalid,
    };
    let verdicts = documents.iter().map(says).collect();
    compare(Peer::JsonSchema, &documents, verdicts);
}

fn validator(name: &str, text: &str) -> jsonschema::Validator {
    let schema = serde_json::from_str(text).unwrap_or_else(|error| panic!("{name}: {error}"));
    jsonschema::options()
        .with_draft(jsonschema::Draft::Draft202012)
        .should_validate_formats(true)
        .build(&schema)
        .unwrap_or_else(|error| panic!("{name}: {error}"))
}

#[test]
fn ajv_in_strict_mode_gives_the_same_verdicts() {
    let peers = Path::new(env!("CARGO_MANIFEST_DIR")).join("peers");
    if !peers.join("node_modules/ajv").exists() {
        let how = "ajv is not installed: run `npm ci --prefix tests/peers`";
        assert!(std::env::var_os("PEERS_REQUIRED").is_none(), "{how}");
        eprintln!("SKIPPED: {how}");
        return;
    }
    // Leaves out a document if our validator stopped the match of a pattern after too many steps. ajv has no such limit
    // and would not end.
    let documents: Vec<&Document> =
        DOCUMENTS.iter().filter(|document| !document.only(|error| error.rule == Rule::PatternBudget)).collect();
    let texts: Vec<Value> = documents.iter().map(|document| json!([document.schema, hex(&document.bytes)])).collect();
    let letters = node(&peers, &json!({"schemas": schemas(), "documents": texts}).to_string());
    let verdicts = letters.chars().map(|letter| match letter {
        'v' => Says::Valid,
        'x' => Says::Invalid,
        'j' => Says::NoJson,
        other => panic!("{other} is not a verdict"),
    });
    compare(Peer::Ajv, &documents, verdicts.collect());
}

fn hex(bytes: &[u8]) -> String {
    let digit = |nibble: u8| char::from_digit(nibble.into(), 16).expect("a nibble");
    bytes.iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]).collect()
}

/// Runs the Node script `verdicts.mjs`, and returns its output: one letter for each document.
fn node(peers: &Path, input: &str) -> String {
    let mut node = Command::new("node")
        .arg("verdicts.mjs")
        .current_dir(peers)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("node runs: it installed ajv");
    let mut stdin = node.stdin.take().expect("a pipe");
    stdin.write_all(input.as_bytes()).expect("node reads");
    drop(stdin);
    let output = node.wait_with_output().expect("node ends");
    assert!(output.status.success(), "node rejects a schema: see above");
    String::from_utf8(output.stdout).expect("letters")
}

/// Compares the verdicts of a peer with ours. Fails if a verdict differs and no entry of [`EXCEPTIONS`] permits the
/// difference. Fails also if an entry for this peer is not needed.
fn compare(peer: Peer, documents: &[&Document], verdicts: Vec<Says>) {
    assert_eq!(documents.len(), verdicts.len());
    let exceptions: Vec<&Exception> = EXCEPTIONS.iter().filter(|exception| exception.peers.contains(&peer)).collect();
    let mut used = vec![0; exceptions.len()];
    let mut unexplained = Vec::new();
    for (document, says) in documents.iter().zip(verdicts) {
        if document.ours.is_valid() == (says == Says::Valid) {
            continue;
        }
        let explains = |exception: &&Exception| exception.says == says && (exception.concerns)(document);
        match exceptions.iter().position(explains) {
            Some(index) => used[index] += 1,
            None => {
                let text = String::from_utf8_lossy(&document.bytes);
                let text: String = text.chars().take(300).collect();
                let ours: Vec<String> = document.ours.findings().iter().map(ToString::to_string).collect();
                unexplained.push(format!("{}: {says:?}, ours: {ours:?}\n{text}", document.place));
            }
        }
    }
    assert!(unexplained.is_empty(), "{} of {peer:?}:\n{}", unexplained.len(), unexplained.join("\n"));
    let unused: Vec<&str> = exceptions
        .iter()
        .zip(&used)
        .filter(|(_, count)| **count == 0)
        .map(|(exception, _)| exception.because)
        .collect();
    assert!(unused.is_empty(), "{peer:?} has no difference of these kinds: {unused:?}");
}

static DOCUMENTS: LazyLock<Vec<Document>> = LazyLock::new(documents);

/// Returns the payloads of the corpus, and mutated copies of valid payloads.
fn documents() -> Vec<Document> {
    let strictness = Strictness::default();
    let cases: Vec<Case> = case::all().into_iter().filter(|case| case.component().is_some()).collect();
    let document = |case: &Case, place: String, bytes: Vec<u8>, ours: Report| Document {
        place,
        schema: key(case.contract(), case.component().unwrap_or_default()),
        bytes,
        ours,
    };
    let mut documents: Vec<Document> = cases
        .iter()
        .map(|case| document(case, case.place.clone(), case.bytes.clone(), case.validate(&strictness)))
        .collect();
    assert!(documents.len() > 300, "{}", documents.len());

    // Deeply nested payloads are not mutated: their mutated copies would only test the limit of nesting again.
    let shallow =
        |case: &&Case| matches!(case.verdict, Verdict::Valid | Verdict::Warned) && brackets(&case.bytes) < 100;
    let valid: Vec<&Case> = cases.iter().filter(shallow).collect();
    let mut validators = BTreeMap::new();
    let mut random = fastrand::Rng::with_seed(2025);
    let mut verdicts = [0, 0];
    for _ in 0..MUTANTS {
        let case = valid[random.usize(0..valid.len())];
        let name = case.component().expect("a payload");
        let validator = validators
            .entry((name, case.group))
            .or_insert_with(|| Validator::component(case.contract(), name).expect("a component"));
        let bytes = mutant(&mut random, &case.bytes);
        let ours = validator.validate(&bytes);
        verdicts[usize::from(ours.is_valid())] += 1;
        documents.push(document(case, format!("a mutant of {}", case.place), bytes, ours));
    }
    // At least one fifth of the documents must be valid, and one fifth must be invalid. Otherwise, the comparison of
    // the verdicts would prove little.
    assert!(verdicts.iter().all(|count| *count > MUTANTS / 5), "{verdicts:?}");
    documents
}

fn key(contract: &Contract, component: &str) -> String {
    format!("{}#{component}", contract.document().name())
}

/// Returns the JSON Schema of each component that has cases. Also returns the published schemas. No document is
/// validated against the published schemas: the test only checks that each peer can compile them.
fn schemas() -> BTreeMap<String, String> {
    let mut schemas = BTreeMap::new();
    for case in case::all() {
        let Some(component) = case.component() else { continue };
        schemas.entry(key(case.contract(), component)).or_insert_with(|| {
            let mut rendered =
                dataarts_insight_openapi::json_schema::render(case.contract().document().root(), "case.yaml", "none");
            rendered.remove(component).unwrap_or_else(|| panic!("{}: {component} has no schema", case.place))
        });
    }
    let published = Path::new(env!("CARGO_MANIFEST_DIR")).join("../openapi/generated/schema");
    for file in fs::read_dir(published).expect("a folder of schemas") {
        let path = file.expect("a file").path();
        schemas.insert(path.display().to_string(), fs::read_to_string(&path).expect("a schema"));
    }
    schemas
}
