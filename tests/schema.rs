//! The published JSON Schemas against the contract: whoever validates by them comes to our verdict, but for a short
//! list, each with its reason.
//!
//! The `jsonschema` crate and ajv in strict mode judge the whole corpus and many damaged documents. ajv takes Node:
//! `npm ci --prefix tests/peers` installs it. Without it that half is skipped, unless `PEERS_REQUIRED` is set, as
//! `.ci/run` does.

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
    case::{self, Case, Group, Verdict},
    mutate::{mutant, tokens},
};

/// How many damaged documents are judged.
const MUTANTS: usize = 20_000;

/// Who else judges.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Peer {
    JsonSchema,
    Ajv,
}

/// What a peer says of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Says {
    Valid,
    Invalid,
    NoJson,
}

/// Verdicts that are not ours, and why that is as it should be.
struct Exception {
    peers: &'static [Peer],
    says: Says,
    because: &'static str,
    /// Whether a document is of this kind.
    concerns: fn(&Document) -> bool,
}

const BOTH: &[Peer] = &[Peer::JsonSchema, Peer::Ajv];
/// Numbers that a double does not hold.
const ROUNDED: &[Rule] = &[Rule::IntegerBeyondI64, Rule::IntegerBeyondSafe, Rule::DecimalPrecision];

const EXCEPTIONS: &[Exception] = &[
    Exception {
        peers: BOTH,
        says: Says::Valid,
        because: "JSON Schema takes 1.0 and 1e2 for integers; OpenAPI 3.0 does not",
        concerns: |document| {
            let around = |error: &Finding| matches!(error.rule, Rule::AnyOf | Rule::OneOf);
            document.only(|error| is_no_integer(error) || around(error)) && has_decimal(&document.bytes)
        },
    },
    Exception {
        peers: BOTH,
        says: Says::Valid,
        because: "of a key that comes twice they see the last value; we judge each",
        concerns: |document| document.warns(&[Rule::DuplicateKey]),
    },
    Exception {
        peers: BOTH,
        says: Says::Valid,
        because: "doubles round a number to one that is accepted; we are exact",
        concerns: |document| document.warns(ROUNDED),
    },
    Exception {
        peers: BOTH,
        says: Says::Invalid,
        because: "doubles round a number to one that is refused; we are exact",
        concerns: |document| document.warns(ROUNDED),
    },
    Exception {
        peers: BOTH,
        says: Says::Valid,
        because: "what a document may cost is for a reader to say, not for a schema",
        concerns: |document| {
            document.only(|error| matches!(error.rule, Rule::Nesting | Rule::DocumentSize | Rule::WorkBudget))
        },
    },
    Exception {
        peers: BOTH,
        says: Says::NoJson,
        because: "serde_json and JSON.parse refuse a byte order mark; we warn",
        concerns: |document| document.warns(&[Rule::ByteOrderMark]),
    },
    Exception {
        peers: &[Peer::JsonSchema],
        says: Says::NoJson,
        because: "serde_json refuses half a surrogate pair; we warn",
        concerns: |document| document.warns(&[Rule::LoneSurrogate]),
    },
    Exception {
        peers: &[Peer::JsonSchema],
        says: Says::NoJson,
        because: "serde_json refuses a number beyond every double; we warn",
        concerns: |document| document.warns(&[Rule::DecimalPrecision, Rule::IntegerBeyondI64]),
    },
    Exception {
        peers: &[Peer::JsonSchema],
        says: Says::NoJson,
        because: "serde_json takes 127 levels; we take 128",
        concerns: |document| brackets(&document.bytes) == 128,
    },
    Exception {
        peers: BOTH,
        says: Says::Valid,
        because: "formats of OpenAPI (float, byte) are only names to validators of JSON Schema",
        concerns: |document| document.only(|error| is_of_format(error, &["float", "byte"])),
    },
    Exception {
        peers: &[Peer::Ajv],
        says: Says::Valid,
        because: "Node replaces what is no UTF-8 before anyone looks",
        concerns: |document| {
            let replaced = |error: &Finding| error.rule == Rule::InvalidUtf8;
            document.only(|error| replaced(error) || is_no_integer(error)) && document.errors().any(replaced)
        },
    },
    Exception {
        peers: &[Peer::Ajv],
        says: Says::Valid,
        because: "JSON.parse rounds the numbers of a schema, too: an enum of 2^53 + 1 lists 2^53",
        concerns: |document| {
            document.only(|error| matches!(&error.found, Found::Number(text) if error.rule == Rule::Enum && text == "9007199254740992"))
        },
    },
    Exception {
        peers: &[Peer::Ajv],
        says: Says::Valid,
        because: "ajv-formats takes a space between date and time; RFC 3339 has a T in its grammar",
        concerns: |document| document.only(|error| is_of_format(error, &["date-time"])),
    },
    Exception {
        peers: &[Peer::Ajv],
        says: Says::Invalid,
        because: "ajv divides doubles for multipleOf: 0.07 is no multiple of 0.01 to it",
        concerns: |document| document.schema.ends_with("#Cents") && document.ours.findings().is_empty(),
    },
];

/// Whether it is a number with a fraction or an exponent where an integer should stand.
fn is_no_integer(error: &Finding) -> bool {
    matches!(&error.found, Found::Number(text) if error.rule == Rule::Type && has_decimal(text.as_bytes()))
}

/// Whether there is a number with a fraction or an exponent.
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

/// A text that a schema judges.
struct Document {
    /// Where it comes from, for failures.
    place: String,
    schema: String,
    bytes: Vec<u8>,
    ours: Report,
}

impl Document {
    /// Whether there are errors, all of a kind.
    fn only(&self, kind: impl Fn(&Finding) -> bool) -> bool {
        !self.ours.is_valid() && self.errors().all(kind)
    }

    fn errors(&self) -> impl Iterator<Item = &Finding> {
        self.ours.findings().iter().filter(|finding| finding.severity == Severity::Error)
    }

    /// Whether there is a warning by one of these rules.
    fn warns(&self, rules: &[Rule]) -> bool {
        let mut warnings = self.ours.findings().iter().filter(|finding| finding.severity == Severity::Warning);
        warnings.any(|warning| rules.contains(&warning.rule))
    }
}

#[test]
fn the_jsonschema_crate_comes_to_our_verdict() {
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
fn ajv_in_strict_mode_comes_to_our_verdict() {
    let peers = Path::new(env!("CARGO_MANIFEST_DIR")).join("peers");
    if !peers.join("node_modules/ajv").exists() {
        let how = "ajv is not installed: run `npm ci --prefix tests/peers`";
        assert!(std::env::var_os("PEERS_REQUIRED").is_none(), "{how}");
        eprintln!("SKIPPED: {how}");
        return;
    }
    // A match that we give up never ends there.
    let documents: Vec<&Document> =
        DOCUMENTS.iter().filter(|document| !document.only(|error| error.rule == Rule::PatternBudget)).collect();
    let texts: Vec<Value> = documents.iter().map(|document| json!([document.schema, hex(&document.bytes)])).collect();
    let letters = node(&peers, &json!({"schemas": schemas(), "documents": texts}).to_string());
    let verdicts = letters.chars().map(|letter| match letter {
        'v' => Says::Valid,
        'x' => Says::Invalid,
        'j' => Says::NoJson,
        other => panic!("{other} is no verdict"),
    });
    compare(Peer::Ajv, &documents, verdicts.collect());
}

fn hex(bytes: &[u8]) -> String {
    let digit = |nibble: u8| char::from_digit(nibble.into(), 16).expect("a nibble");
    bytes.iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]).collect()
}

/// What the script of the peers answers.
fn node(peers: &Path, input: &str) -> String {
    let mut node = Command::new("node")
        .arg("verdicts.mjs")
        .current_dir(peers)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("node runs: it has installed ajv");
    let mut stdin = node.stdin.take().expect("a pipe");
    stdin.write_all(input.as_bytes()).expect("node reads");
    drop(stdin);
    let output = node.wait_with_output().expect("node ends");
    assert!(output.status.success(), "node refuses a schema: see above");
    String::from_utf8(output.stdout).expect("letters")
}

/// Holds a peer's verdicts against ours: a difference needs its exception, an exception needs its difference.
fn compare(peer: Peer, documents: &[&Document], verdicts: Vec<Says>) {
    assert_eq!(documents.len(), verdicts.len());
    let exceptions: Vec<&Exception> = EXCEPTIONS.iter().filter(|exception| exception.peers.contains(&peer)).collect();
    let mut met = vec![0; exceptions.len()];
    let mut unexplained = Vec::new();
    for (document, says) in documents.iter().zip(verdicts) {
        if document.ours.is_valid() == (says == Says::Valid) {
            continue;
        }
        let explains = |exception: &&Exception| exception.says == says && (exception.concerns)(document);
        match exceptions.iter().position(explains) {
            Some(index) => met[index] += 1,
            None => {
                let text = String::from_utf8_lossy(&document.bytes);
                let text: String = text.chars().take(300).collect();
                let ours: Vec<String> = document.ours.findings().iter().map(ToString::to_string).collect();
                unexplained.push(format!("{}: {says:?}, and we say {ours:?}\n{text}", document.place));
            }
        }
    }
    assert!(unexplained.is_empty(), "{} of {peer:?}:\n{}", unexplained.len(), unexplained.join("\n"));
    let idle: Vec<&str> =
        exceptions.iter().zip(&met).filter(|(_, count)| **count == 0).map(|(exception, _)| exception.because).collect();
    assert!(idle.is_empty(), "no difference of {peer:?} needs these any more: {idle:?}");
}

/// What both peers judge.
static DOCUMENTS: LazyLock<Vec<Document>> = LazyLock::new(documents);

/// The whole corpus, and what is valid in it damaged.
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
        .map(|case| document(case, case.place.clone(), case.bytes.clone(), case.judge(&strictness)))
        .collect();
    assert!(documents.len() > 300, "{}", documents.len());

    // How deep readers go is known; what is deep would only be damaged there.
    let fine = |case: &&Case| matches!(case.verdict, Verdict::Valid | Verdict::Warned) && brackets(&case.bytes) < 100;
    let sound: Vec<&Case> = cases.iter().filter(fine).collect();
    let mut validators = BTreeMap::new();
    let mut random = fastrand::Rng::with_seed(2025);
    let mut verdicts = [0, 0];
    for _ in 0..MUTANTS {
        let case = sound[random.usize(0..sound.len())];
        let name = case.component().expect("no message");
        let validator = validators
            .entry((name, case.group))
            .or_insert_with(|| Validator::component(&case.contract(), name).expect("a component"));
        let bytes = mutant(&mut random, &case.bytes);
        let ours = validator.validate(&bytes);
        verdicts[usize::from(ours.is_valid())] += 1;
        documents.push(document(case, format!("a mutant of {}", case.place), bytes, ours));
    }
    // A run that only ever says yes or no would prove little.
    assert!(verdicts.iter().all(|count| *count > MUTANTS / 5), "{verdicts:?}");
    documents
}

fn key(contract: &Contract, component: &str) -> String {
    format!("{}#{component}", contract.document().name())
}

/// The schemas of all components that have cases: as published, and of the corpus's own contracts as they would be.
fn schemas() -> BTreeMap<String, String> {
    let mut schemas = BTreeMap::new();
    for case in case::all() {
        let Some(component) = case.component() else { continue };
        let key = key(case.contract(), component);
        if schemas.contains_key(&key) {
            continue;
        }
        let text = if case.group == Group::Payloads {
            let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../openapi/generated/schema");
            fs::read_to_string(folder.join(format!("{component}.json")))
                .unwrap_or_else(|error| panic!("{key}: {error}"))
        } else {
            let mut rendered =
                dataarts_insight_openapi::json_schema::render(case.contract().document().root(), "case.yaml", "none");
            rendered.remove(component).unwrap_or_else(|| panic!("{key}: no such component"))
        };
        schemas.insert(key, text);
    }
    schemas
}
