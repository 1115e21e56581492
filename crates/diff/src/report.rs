//! The report about a comparison. It is written as plain text, Markdown or JSON.

use std::{collections::BTreeMap, fmt::Write as _};

use serde::Serialize;

use crate::{Change, Comparison, JsonChange, Step, Verdict, change::Place, client_step, contract_step};

/// The largest number of places in handwritten code that the text lists for one change. JSON has all places.
const MAX_PLACES: usize = 5;

/// A change in the public API of a Rust crate.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RustChange {
    /// The name of the crate.
    #[serde(rename = "crate")]
    pub package: String,
    /// The path of the changed item, such as a type or a method.
    pub item: String,
    /// The part of the crate's version number (major, minor or patch) that must increase because of the change.
    pub step: Step,
    /// The change in one sentence.
    pub message: String,
}

/// How a deployed program reads a response. A deployed program is built with the client of the old contract.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Decoding {
    /// The program reads the whole response.
    Decodes,
    /// The program reads the response without a part of it.
    Loses,
    /// The program gets an error instead of the response.
    Fails,
}

impl Decoding {
    /// Returns the name in every output: `decodes`, `loses` or `fails`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Decodes => "decodes",
            Self::Loses => "loses",
            Self::Fails => "fails",
        }
    }
}

/// An effect of the new contract on deployed programs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Deployed {
    /// The operation, the status, and the JSON Pointer of the value in the payload.
    pub what: String,
    /// How the program reads the response.
    pub result: Decoding,
    /// The effect in one sentence, with an example payload.
    pub message: String,
}

/// The part of each version number (major, minor or patch) that the next release must increase.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Advice {
    /// The part for the version of the generated client.
    pub client: Step,
    /// The part for the version of the crate `dataarts-insight`; `Step::None` if no Rust code was compared.
    pub wrapper: Step,
    /// The part for `info.version` of the contract.
    pub contract: Step,
}

/// The smallest next version of a crate or of a contract.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct NextVersion {
    /// The folder of the crate, or `info.version` for the contract.
    pub of: String,
    /// The version in the old state.
    pub old: String,
    /// The smallest version that the next release can have. Before 1.0.0, a major step increases the second number, and
    /// any other step increases the third number.
    pub next: String,
}

/// A line of handwritten code that a change can concern.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CodePlace {
    /// The path of the file.
    pub file: String,
    /// The line, counted from 1.
    pub line: usize,
    /// A sentence about the code without its subject, such as "matches on `ImportTaskStatus`".
    pub message: String,
}

/// A comparison of two contracts, with advice for the next release.
#[derive(Debug, Clone)]
pub struct Report {
    /// The comparison.
    pub comparison: Comparison,
    /// The fingerprints of the changes that the project has accepted, for example a breaking change that is intended.
    pub accepted: Vec<String>,
    /// The changes of the Rust code. Empty if the Rust code was not compared.
    pub rust: Vec<RustChange>,
    /// The effects on deployed programs, the worst first. Empty if the client of the old contract is not known.
    pub deployed: Vec<Deployed>,
    /// A sentence for each thing that could not be compared, with the reason.
    pub notes: Vec<String>,
    /// The parts of the version numbers that the next release must increase.
    pub semver: Advice,
    /// The versions that must increase. Empty if the versions in the old state are not known.
    pub versions: Vec<NextVersion>,
    /// The handwritten code that each change concerns, by the fingerprint of the change. Empty if no code was searched.
    pub places: BTreeMap<String, Vec<CodePlace>>,
    /// A draft of the changelog entry.
    pub changelog: String,
}

impl Report {
    /// Makes a report for which no Rust code was compared. The version step of the client is then computed from the
    /// changes of the contract.
    #[must_use]
    pub fn of(comparison: Comparison) -> Self {
        let semver = Advice {
            client: client_step(&comparison.changes),
            wrapper: Step::None,
            contract: contract_step(&comparison.changes),
        };
        let changelog = changelog(&comparison.changes);
        Self {
            comparison,
            accepted: Vec::new(),
            rust: Vec::new(),
            deployed: Vec::new(),
            notes: Vec::new(),
            semver,
            versions: Vec::new(),
            places: BTreeMap::new(),
            changelog,
        }
    }

    /// Returns whether the fingerprint of a change is in [`accepted`](Self::accepted).
    #[must_use]
    pub fn is_accepted(&self, change: &Change) -> bool {
        self.accepted.contains(&change.fingerprint)
    }

    /// Returns the handwritten code that a change concerns.
    #[must_use]
    pub fn places_of(&self, change: &Change) -> &[CodePlace] {
        self.places.get(&change.fingerprint).map_or(&[], Vec::as_slice)
    }

    /// Returns the worst verdict of all changes that are not accepted.
    #[must_use]
    pub fn worst(&self) -> Verdict {
        let open = self.comparison.changes.iter().filter(|change| !self.is_accepted(change));
        open.map(|change| change.wire).max().unwrap_or(Verdict::None)
    }

    /// Returns the report as one JSON document.
    #[must_use]
    pub fn json(&self) -> String {
        let (old_file, new_file) = self.files();
        let json = |change| JsonChange {
            change,
            old_file,
            new_file,
            accepted: self.is_accepted(change),
            places: self.places_of(change),
        };
        let changes: Vec<JsonChange<'_>> = self.comparison.changes.iter().map(json).collect();
        let document = serde_json::json!({
            "changes": changes,
            "rust": self.rust,
            "deployed": self.deployed,
            "semver": self.semver,
            "versions": self.versions,
            "notes": self.notes,
            "changelog": self.changelog,
        });
        format!("{document:#}\n")
    }

    /// Returns the report as plain text.
    #[must_use]
    pub fn human(&self) -> String {
        let mut text = String::new();
        for change in &self.comparison.changes {
            text += &self.human_change(change);
            text.push('\n');
        }
        text + &self.rust_lines("") + &self.deployed_lines("") + &self.note_lines() + &self.end()
    }

    fn note_lines(&self) -> String {
        self.notes.iter().map(|note| format!("note: {note}\n\n")).collect()
    }

    /// Returns one change as plain text, with its lines in the two contracts.
    #[must_use]
    pub fn human_change(&self, change: &Change) -> String {
        let accepted = if self.is_accepted(change) { " (accepted)" } else { "" };
        let mut text = format!("{}[{}]{accepted}: {}\n", change.wire, change.rule.id, change.message);
        // `writeln!` into a `String` never fails, so the result is ignored.
        let _ = writeln!(text, "  --> {}", self.places(change));
        let _ = writeln!(text, "   at {}", change.pointer());
        if change.wire == Verdict::None {
            return text + &self.look_at(change);
        }
        if !change.operations.is_empty() {
            let _ = writeln!(text, "   in {} ({})", change.reach(), change.direction.name());
        }
        if change.wire > Verdict::Safe {
            let _ = writeln!(text, "   = {}", change.rule.meaning);
        }
        if let Some(evidence) = change.evidence() {
            let _ = writeln!(text, "   = {evidence}");
        }
        if change.wire > Verdict::Safe {
            let _ = writeln!(text, "   = fingerprint {}", change.fingerprint);
        }
        text + &self.look_at(change)
    }

    /// Returns one line for each place in handwritten code, but at most [`MAX_PLACES`] lines.
    fn look_at(&self, change: &Change) -> String {
        let places = self.places_of(change);
        let line = |place: &CodePlace| format!("   Look at: {}:{} ({})\n", place.file, place.line, place.message);
        let mut text: String = places.iter().take(MAX_PLACES).map(line).collect();
        if places.len() > MAX_PLACES {
            let _ = writeln!(text, "   and {} more places", places.len() - MAX_PLACES);
        }
        text
    }

    /// Returns one change on one line. The line has the verdict, the location in the new contract, and the message.
    #[must_use]
    pub fn line(&self, change: &Change) -> String {
        let reach = change.reach();
        let reach = if reach.is_empty() { reach } else { format!(" ({reach})") };
        let accepted = if self.is_accepted(change) { " (accepted)" } else { "" };
        let place = format!("{}:{}", change.near_new.file(self.files().1), change.near_new.position);
        format!("{:<8} {place}  {}{reach}{accepted}", change.wire.name(), change.message)
    }

    /// Returns the report as Markdown, for a comment in a code review.
    #[must_use]
    pub fn markdown(&self) -> String {
        let mut text = format!("### {}\n\n", self.end().lines().next().unwrap_or_default());
        if !self.comparison.changes.is_empty() {
            text += "| Wire | Change | Place | Operations |\n|---|---|---|---|\n";
        }
        let cell = |text: &str| text.replace('|', "\\|").replace('\n', " ");
        for change in &self.comparison.changes {
            let evidence = change.evidence().map(|text| format!("; {text}")).unwrap_or_default();
            let accepted = if self.is_accepted(change) { " (accepted)" } else { "" };
            let _ = writeln!(
                text,
                "| {}{accepted} | {} (`{}`){} | {} | {} |",
                change.wire,
                cell(&change.message),
                change.rule.id,
                cell(&evidence),
                cell(&self.places(change)),
                cell(&change.reach())
            );
        }
        let mut places: Vec<String> = Vec::new();
        for change in &self.comparison.changes {
            for line in self.look_at(change).lines().map(|line| format!("- {}", line.trim())) {
                if !places.contains(&line) {
                    places.push(line);
                }
            }
        }
        if !places.is_empty() {
            let _ = write!(text, "\n{}\n", places.join("\n"));
        }
        let rust = self.rust_lines("- ");
        if !rust.is_empty() {
            let _ = write!(text, "\n{rust}");
        }
        let deployed = self.deployed_lines("- ");
        if !deployed.is_empty() {
            let _ = write!(text, "\n{deployed}");
        }
        for note in &self.notes {
            let _ = writeln!(text, "\n> {}", cell(note));
        }
        let _ = writeln!(text, "\n{}", self.advice());
        if !self.changelog.is_empty() {
            let _ = write!(text, "\n```markdown\n{}```\n", self.changelog);
        }
        text
    }

    fn rust_lines(&self, start: &str) -> String {
        let line = |change: &RustChange| {
            format!("{start}rust[{}] {}: {}: {}\n", change.step, change.package, change.item, change.message)
        };
        let lines: String = self.rust.iter().map(line).collect();
        if lines.is_empty() || !start.is_empty() { lines } else { lines + "\n" }
    }

    /// Returns one line for each effect on deployed programs. Effects without a loss are only counted, in one line.
    fn deployed_lines(&self, start: &str) -> String {
        let (kept, worse): (Vec<&Deployed>, Vec<&Deployed>) =
            self.deployed.iter().partition(|effect| effect.result == Decoding::Decodes);
        let line = |effect: &&Deployed| {
            format!("{start}deployed[{}] {}: {}\n", effect.result.name(), effect.what, effect.message)
        };
        let mut lines: String = worse.iter().map(line).collect();
        if !kept.is_empty() {
            let effects = if kept.len() == 1 { "effect" } else { "effects" };
            let _ = writeln!(lines, "{start}deployed[decodes] {} {effects} without a loss", kept.len());
        }
        if lines.is_empty() || !start.is_empty() { lines } else { lines + "\n" }
    }

    /// Returns the number of changes for each verdict, and the version steps of the next release.
    fn end(&self) -> String {
        if self.comparison.changes.is_empty() {
            return "no changes\n".to_owned();
        }
        let count = |verdict: Verdict| format!("{} {verdict}", self.comparison.count(verdict));
        let counts: Vec<String> = Verdict::ALL.into_iter().take(3).map(count).collect();
        let none = self.comparison.count(Verdict::None);
        let none = if none > 0 { format!(", {none} that no client sees") } else { String::new() };
        format!("{}{none}\n{}\n", counts.join(", "), self.advice())
    }

    fn advice(&self) -> String {
        let Advice { client, wrapper, contract } = &self.semver;
        let wrapper = if *wrapper == Step::None { String::new() } else { format!(", wrapper {wrapper}") };
        let version = |version: &NextVersion| format!("{} {} (after {})", version.of, version.next, version.old);
        let versions: Vec<String> = self.versions.iter().map(version).collect();
        let versions =
            if versions.is_empty() { String::new() } else { format!("\nnext versions: {}", versions.join(", ")) };
        format!("to release: client {client}{wrapper}, contract {contract}{versions}")
    }

    fn places(&self, change: &Change) -> String {
        let (old_file, new_file) = self.files();
        let place = |file: &str, place: &Place| format!("{}:{}", place.file(file), place.position);
        match (&change.old, &change.new) {
            (Some(old), Some(new)) => format!("{} (was {})", place(new_file, new), place(old_file, old)),
            (None, Some(new)) => place(new_file, new),
            (Some(old), None) => format!("{} (gone)", place(old_file, old)),
            (None, None) => new_file.to_owned(),
        }
    }

    fn files(&self) -> (&str, &str) {
        (self.comparison.old.name(), self.comparison.new.name())
    }
}

/// Drafts a changelog entry with the sections "Changed", "Removed" and "Added". In each section, breaking changes come
/// first, because `changes` begins with the worst change.
fn changelog(changes: &[Change]) -> String {
    let mut text = String::new();
    let section = |change: &Change| match (&change.old, &change.new) {
        (None, Some(_)) => "Added",
        (Some(_), None) => "Removed",
        _ => "Changed",
    };
    let line = |change: &Change| {
        let breaking = if change.wire == Verdict::Breaking { "**Breaking:** " } else { "" };
        let reach = change.reach();
        let reach = if reach.is_empty() { String::new() } else { format!("{reach}: ") };
        format!("- {breaking}{reach}`{}`: {}.\n", change.pointer(), change.message)
    };
    for title in ["Changed", "Removed", "Added"] {
        let listed = changes.iter().filter(|change| change.wire != Verdict::None && section(change) == title);
        let lines: String = listed.map(line).collect();
        if !lines.is_empty() {
            let _ = write!(text, "{}### {title}\n\n{lines}", if text.is_empty() { "" } else { "\n" });
        }
    }
    text
}
