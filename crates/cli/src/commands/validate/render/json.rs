//! One JSON document: every file, of NDJSON every record about which there is something to say, and the counts.

use super::{
    super::part::{Counts, Kind, Part},
    Judged, Renderer, json,
};
use crate::exit::ExitCode;

pub(super) struct Json;

impl Renderer for Json {
    fn begin(&self) -> String {
        "{\"documents\":[\n".to_owned()
    }

    fn document(&self, document: &Judged<'_>, part: &mut Part) {
        part.push(Kind::Open, |text| {
            let (file, record) = (json(&document.name()), json(&document.record));
            let valid = document.valid;
            text.push_str(&format!("{{\"file\":{file},\"record\":{record},\"valid\":{valid},\"findings\":["));
        });
        for finding in document.findings {
            part.push(Kind::Finding, |text| text.push_str(&json(finding)));
        }
        part.push(Kind::Close, |text| text.push_str("]}"));
    }

    fn between(&self, last: Kind, next: Kind) -> &'static str {
        match (last, next) {
            (Kind::Finding, Kind::Finding) => ",\n",
            (Kind::Close, Kind::Open) => ",\n",
            _ => "",
        }
    }

    fn end(&self, counts: &Counts, hidden: u64) -> String {
        let summary = serde_json::json!({
            "valid": counts.valid,
            "invalid": counts.invalid,
            "unreadable": counts.unreadable,
            "unmatched": counts.unmatched,
            "errors": counts.errors,
            "warnings": counts.warnings,
            "hidden": hidden,
            "rules": counts.rules,
        });
        let valid = counts.code() == ExitCode::Success;
        format!("\n],\"summary\":{summary},\"valid\":{valid}}}\n")
    }
}
