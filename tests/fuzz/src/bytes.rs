//! Payloads.

use std::sync::LazyLock;

use dataarts_insight_validator::{Contract, Report, Rule, Strictness, Validator};

use crate::{
    checks::{self, validate},
    import_tasks, oracle, read_contract,
};

/// A schema with every strictness.
struct Validators {
    default: Validator,
    strict: Validator,
    lenient: Validator,
    narrow: Validator,
    oracle: jsonschema::Validator,
}

static VALIDATORS: LazyLock<Vec<Validators>> = LazyLock::new(|| {
    let tasks = import_tasks();
    let every_keyword = read_contract("tests/fixtures/every-keyword.yaml");
    let components =
        [(&tasks, "ImportTask"), (&tasks, "ServiceError"), (&every_keyword, "Everything"), (&every_keyword, "Tree")];
    components.into_iter().map(|(contract, name)| Validators::new(contract, name)).collect()
});

impl Validators {
    fn new(contract: &Contract, name: &str) -> Self {
        let component = || Validator::component(contract, name).unwrap_or_else(|error| panic!("{error}"));
        Self {
            default: component(),
            strict: component().with_strictness(Strictness::strict()),
            lenient: component().with_strictness(checks::lenient()),
            narrow: component().with_limits(checks::narrow()),
            oracle: oracle::of(contract.document(), name).unwrap_or_else(|| panic!("{name} has no JSON Schema")),
        }
    }

    fn check(&self, payload: &[u8]) {
        let report = validate(&self.default, payload);
        checks::values(payload, report.findings());
        let strict = validate(&self.strict, payload);
        assert_eq!(
            strict.is_valid(),
            report.findings().is_empty(),
            "strict accepts a payload without findings only: {report:#?}"
        );
        assert!(validate(&self.lenient, payload).is_valid() || !report.is_valid(), "{report:#?}");
        assert!(report.is_valid() || !validate(&self.narrow, payload).is_valid(), "{report:#?}");
        oracle::agree_on_json(payload, &report);
        self.spaced(payload, report.is_valid());
        if let Some(tree) = checks::tree(payload) {
            oracle::agree(&self.oracle, payload, &tree, &report);
            self.rewritten(payload, &tree, &report);
        }
    }

    /// Checks that white space around a payload does not change the verdict.
    fn spaced(&self, payload: &[u8], valid: bool) {
        if payload.starts_with(b"\xEF\xBB\xBF") {
            return;
        }
        for spaces in [1, 15, 33] {
            let mut spaced = vec![b' '; spaces];
            spaced.extend_from_slice(payload);
            assert_eq!(self.default.is_valid(&spaced), valid, "after {spaces} spaces");
            spaced.extend([b'\n'; 32]);
            assert_eq!(self.default.is_valid(&spaced), valid, "between spaces");
        }
    }

    /// Checks that the order of names and escapes do not change the verdict.
    fn rewritten(&self, payload: &[u8], tree: &serde_json::Value, report: &Report) {
        let repeats = report.findings().iter().any(|f| f.rule == Rule::DuplicateKey);
        if repeats || !oracle::are_numbers_plain(payload) {
            return;
        }
        for text in [serde_json::to_vec(tree), serde_json::to_vec_pretty(tree)] {
            let text = text.unwrap_or_else(|error| panic!("{error}"));
            assert_eq!(self.default.is_valid(&text), report.is_valid(), "{}", String::from_utf8_lossy(&text));
        }
    }
}

/// Validates any bytes as a payload. The verdict agrees with the diagnosis, with `serde_json` about the syntax, and with
/// the `jsonschema` crate about the schema; every finding has its correct place; a stricter validator accepts no more;
/// another spelling of the same value has the same verdict.
pub fn bytes(data: &[u8]) {
    VALIDATORS.iter().for_each(|validators| validators.check(data));
}
