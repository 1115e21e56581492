//! Payloads.

use std::sync::LazyLock;

use dataarts_insight_validator::{Contract, Strictness, Validator};

use crate::{
    judge::{self, judge},
    oracle, read_contract,
};

/// A schema in every strictness.
struct Judges {
    default: Validator,
    strict: Validator,
    lenient: Validator,
    narrow: Validator,
    oracle: jsonschema::Validator,
}

static JUDGES: LazyLock<Vec<Judges>> = LazyLock::new(|| {
    let every_keyword = read_contract("tests/benches/validate/every-keyword.yaml");
    let components = [
        (Contract::embedded(), "ImportTask"),
        (Contract::embedded(), "ServiceError"),
        (&every_keyword, "Everything"),
        (&every_keyword, "Tree"),
    ];
    components.into_iter().map(|(contract, name)| Judges::new(contract, name)).collect()
});

impl Judges {
    fn new(contract: &Contract, name: &str) -> Self {
        let component = || Validator::component(&contract, name).unwrap_or_else(|error| panic!("{error}"));
        Self {
            default: component(),
            strict: component().with_strictness(Strictness::strict()),
            lenient: component().with_strictness(judge::lenient()),
            narrow: component().with_limits(judge::narrow()),
            oracle: oracle::of(contract.document(), name).unwrap_or_else(|| panic!("{name} has no JSON Schema")),
        }
    }

    fn judge(&self, payload: &[u8]) {
        let report = judge(&self.default, payload);
        judge::values(payload, report.findings());
        let strict = judge(&self.strict, payload);
        assert_eq!(
            strict.is_valid(),
            report.findings().is_empty(),
            "strict is what leaves nothing to say: {report:#?}"
        );
        assert!(judge(&self.lenient, payload).is_valid() || !report.is_valid(), "{report:#?}");
        assert!(report.is_valid() || !judge(&self.narrow, payload).is_valid(), "{report:#?}");
        oracle::agree_on_json(payload, &report);
        self.spaced(payload, report.is_valid());
        if let Some(tree) = judge::tree(payload) {
            oracle::agree(&self.oracle, payload, &tree, &report);
            self.rewritten(payload, &tree, &report);
        }
    }

    /// White space around a payload means nothing, wherever that moves its bytes.
    fn spaced(&self, payload: &[u8], valid: bool) {
        if payload.starts_with(b"\xEF\xBB\xBF") {
            return;
        }
        for spaces in [1, 15, 33] {
            let mut spaced = vec![b' '; spaces];
            spaced.extend_from_slice(payload);
            assert_eq!(self.default.is_valid(&spaced), valid, "behind {spaces} spaces");
            spaced.extend([b'\n'; 32]);
            assert_eq!(self.default.is_valid(&spaced), valid, "between spaces");
        }
    }

    /// Nor does the order of names, nor an escape.
    fn rewritten(&self, payload: &[u8], tree: &serde_json::Value, report: &dataarts_insight_validator::Report) {
        let repeats = report.findings().iter().any(|f| f.rule == dataarts_insight_validator::Rule::DuplicateKey);
        if repeats || !oracle::are_numbers_plain(payload) {
            return;
        }
        for text in [serde_json::to_vec(tree), serde_json::to_vec_pretty(tree)] {
            let text = text.unwrap_or_else(|error| panic!("{error}"));
            assert_eq!(self.default.is_valid(&text), report.is_valid(), "{}", String::from_utf8_lossy(&text));
        }
    }
}

/// Any bytes as a payload: nothing panics; the verdict is that of the diagnosis, of `serde_json` on what is JSON and
/// of the `jsonschema` crate on the rest; every finding says truly where it is; the kinds of strictness follow each
/// other; spelling changes nothing.
pub fn bytes(data: &[u8]) {
    JUDGES.iter().for_each(|judges| judges.judge(data));
}
