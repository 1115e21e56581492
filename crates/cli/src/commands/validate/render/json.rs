//! One JSON document: every file, of NDJSON every record about which there is something to say, and the counts.

use std::io::Write as _;

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
        part.push(Kind::Open, |out| {
            out.write_all(b"{\"file\":")?;
            json(out, &document.name())?;
            out.write_all(b",\"record\":")?;
            json(out, &document.record)?;
            write!(out, ",\"valid\":{},\"findings\":[", document.valid)
        });
        for finding in document.findings {
            part.push(Kind::Finding, |out| json(out, finding));
        }
        part.push(Kind::Close, |out| out.write_all(b"]}"));
    }

    fn unreadable(&self, name: &str, error: &str, part: &mut Part) {
        part.push(Kind::Open, |out| {
            out.write_all(b"{\"file\":")?;
            json(out, &name)?;
            out.write_all(b",\"record\":null,\"valid\":false,\"error\":")?;
            json(out, &error)?;
            out.write_all(b",\"findings\":[")
        });
        part.push(Kind::Close, |out| out.write_all(b"]}"));
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
