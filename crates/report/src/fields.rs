//! The fields of a finding in JSON, the same in the two formats of JSON.

use std::io;

use dataarts_insight_openapi::Diagnostic;
use serde::{Serialize, Serializer, ser::SerializeMap as _};

use crate::source::message;

/// A finding as a JSON object.
pub(crate) struct Fields<'a, D> {
    pub(crate) finding: &'a D,
    /// The file and the line of NDJSON, where the object stands alone.
    pub(crate) place: Option<(&'a str, Option<u64>)>,
}

impl<D: Diagnostic> Serialize for Fields<'_, D> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self { finding, place } = self;
        let (position, span) = (finding.position(), finding.span());
        let mut map = serializer.serialize_map(None)?;
        match (place, finding.part()) {
            (Some((file, record)), part) => {
                map.serialize_entry("file", file)?;
                map.serialize_entry("record", record)?;
                map.serialize_entry("part", &part)?;
            }
            (None, Some(part)) => map.serialize_entry("part", &part)?,
            (None, None) => {}
        }
        map.serialize_entry("pointer", finding.pointer())?;
        map.serialize_entry("line", &position.line)?;
        map.serialize_entry("column", &position.column)?;
        map.serialize_entry("offset", &span.start)?;
        map.serialize_entry("severity", &finding.severity())?;
        map.serialize_entry("rule", finding.rule())?;
        map.serialize_entry("message", &if place.is_some() { message(*finding) } else { finding.message() })?;
        if let (Some(expected), Some(found)) = (finding.expected(), finding.found()) {
            map.serialize_entry("expected", &expected)?;
            map.serialize_entry("found", &found)?;
        }
        map.serialize_entry("contract", &finding.contract())?;
        map.serialize_entry("schema_pointer", &finding.schema_pointer())?;
        map.serialize_entry("hint", &finding.help())?;
        map.end()
    }
}

/// Writes a value as JSON.
pub(crate) fn write_json(out: &mut Vec<u8>, value: &impl Serialize) -> io::Result<()> {
    serde_json::to_writer(out, value).map_err(Into::into)
}
