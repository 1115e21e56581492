//! Reads, checks and reports small text files, one after another.

use std::path::{Path, PathBuf};

use dataarts_insight_openapi::{ContractFiles, Diagnostic, Severity};

use crate::{
    printer::{Pieces, Printer},
    renderer::{OutputFormat, Renderer, Tool},
    source::{FileName, SourceText},
    summary::Summary,
};

/// The largest number of findings that the output for people shows. The counts at the end include all findings.
const MAX_FOR_PEOPLE: u64 = 100;

/// Calls `check` with the name and the text of each file, and renders the findings. [`Summary::unread`] contains the
/// files that cannot be read.
#[must_use]
pub fn check_files<D: Diagnostic>(
    renderer: &Renderer,
    paths: &[PathBuf],
    check: impl Fn(&str, &str) -> Vec<D>,
) -> (String, Summary) {
    let limit = if renderer.is_for_people() { MAX_FOR_PEOPLE } else { u64::MAX };
    let mut printer = Printer::new(renderer, Vec::new(), limit);
    let (mut summary, mut pieces) = (Summary::default(), Pieces::default());
    for path in paths {
        let file = FileName::of(path);
        match read(path) {
            Ok(text) => {
                let mut findings = check(file.as_str(), &text);
                if findings.len() as u64 > limit {
                    // The output shows at most `limit` findings. Sorts the errors before the warnings, so that the
                    // warnings do not displace errors.
                    findings.sort_by_key(|finding| finding.severity() == Severity::Warning);
                }
                let valid = findings.iter().all(|finding| finding.severity() == Severity::Warning);
                renderer.report(&SourceText::whole(&file, text.as_bytes()), valid, &findings, &mut pieces);
                summary.add_text(valid, &findings);
            }
            Err(error) => {
                summary.add_unreadable(file.as_str(), &error);
                renderer.unreadable(file.as_str(), file.as_str(), &error, &mut pieces);
            }
        }
        // Writing to memory does not fail.
        let _ = printer.print(file.as_str(), &pieces);
        pieces.clear();
    }
    let _ = printer.finish(&summary);
    (String::from_utf8_lossy(&printer.into_output()).into_owned(), summary)
}

/// Renders the findings of one text in the format for people. The result contains no heading with the file name, and no
/// counts of findings.
#[must_use]
pub fn human_text<D: Diagnostic>(name: &str, text: &str, findings: &[D], styled: bool) -> String {
    let tool = Tool { name: "", version: "", rules: Vec::new() };
    let renderer = Renderer::new(OutputFormat::Human, styled, tool);
    let (file, mut pieces) = (FileName::of(Path::new(name)), Pieces::default());
    renderer.report(&SourceText::whole(&file, text.as_bytes()), false, findings, &mut pieces);
    pieces.iter().map(|(_, piece)| String::from_utf8_lossy(piece)).collect()
}

/// Renders the findings of one text in the format of `renderer`.
#[must_use]
pub fn render_text<D: Diagnostic>(renderer: &Renderer, name: &str, text: &str, findings: &[D]) -> String {
    let mut printer = Printer::new(renderer, Vec::new(), u64::MAX);
    let (file, mut pieces, mut summary) = (FileName::of(Path::new(name)), Pieces::default(), Summary::default());
    let valid = findings.iter().all(|finding| finding.severity() == Severity::Warning);
    renderer.report(&SourceText::whole(&file, text.as_bytes()), valid, findings, &mut pieces);
    summary.add_text(valid, findings);
    // Writing to memory does not fail.
    let _ = printer.print(name, &pieces);
    let _ = printer.finish(&summary);
    String::from_utf8_lossy(&printer.into_output()).into_owned()
}

fn read(path: &Path) -> Result<String, String> {
    ContractFiles::new(path, None).contract()
}
