//! Versions of crates and contracts. Calculates the version that is necessary after a breaking or other change.

use std::fmt;

use dataarts_insight_diff::Step;
use dataarts_insight_openapi::document::{Node, position_in};

use crate::{Error, settings::Settings};

/// The path of the changelog in a workspace.
pub const CHANGELOG: &str = "CHANGELOG.md";

/// A version of one to three numbers, such as `1.2.3` or `v1`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Version {
    /// The text before the first number.
    prefix: String,
    numbers: Vec<u64>,
}

impl Version {
    /// Reads a version. Ignores text after the numbers, such as `-rc.1`.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let prefix = if text.starts_with(['v', 'V']) { text.get(..1)? } else { "" };
        let rest = text.get(prefix.len()..)?;
        let core = rest.split(['-', '+']).next()?;
        let numbers: Vec<u64> = core.split('.').map(|number| number.parse().ok()).collect::<Option<_>>()?;
        if numbers.len() > 3 || (numbers.len() < 3 && core != rest) {
            return None;
        }
        Some(Self { prefix: prefix.to_owned(), numbers })
    }

    /// Returns the smallest version after a step. For example, a minor step from `1.2.5` gives `1.3.0`.
    ///
    /// - Before 1.0.0, a major step increases the second number, and any other step increases the third.
    /// - Before 0.1.0, every step increases the third number.
    /// - If the version does not have the number to increase, it stays the same. For example, `v1` is still `v1` after
    ///   a minor step.
    #[must_use]
    pub fn after(&self, step: Step) -> Self {
        let zeros = self.numbers.iter().take_while(|number| **number == 0).count().min(2);
        let index = match step {
            Step::None => return self.clone(),
            Step::Major => zeros,
            Step::Minor => (zeros + 1).min(2),
            Step::Patch => 2,
        };
        let number = |(at, number): (usize, &u64)| match at.cmp(&index) {
            std::cmp::Ordering::Less => *number,
            std::cmp::Ordering::Equal => number + 1,
            std::cmp::Ordering::Greater => 0,
        };
        let numbers = match index < self.numbers.len() {
            true => self.numbers.iter().enumerate().map(number).collect(),
            false => self.numbers.clone(),
        };
        Self { numbers, ..self.clone() }
    }

    /// Returns whether the version is equal to `other` or later.
    #[must_use]
    pub fn is_at_least(&self, other: &Self) -> bool {
        self.numbers >= other.numbers
    }
}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let numbers: Vec<String> = self.numbers.iter().map(u64::to_string).collect();
        write!(f, "{}{}", self.prefix, numbers.join("."))
    }
}

/// The version of a crate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CrateVersion {
    /// The version.
    pub version: String,
    /// The file and line of the version.
    pub place: String,
}

/// Returns the version of the crate in a folder; `None` if the folder has no manifest. `read` returns the text of a
/// file.
///
/// # Errors
/// If the manifest cannot be read, or has no version.
pub fn of_crate(
    read: &dyn Fn(&str) -> Result<Option<String>, Error>,
    folder: &str,
) -> Result<Option<CrateVersion>, Error> {
    let path = format!("{folder}/Cargo.toml");
    let Some(text) = read(&path)? else { return Ok(None) };
    let manifest = Settings::toml(path, text)?;
    let stated = manifest.root().pointer("/package/version");
    if let Some(version) = stated.and_then(|node| found(&manifest, node)) {
        return Ok(Some(version));
    }
    let root = Settings::toml("Cargo.toml", read("Cargo.toml")?.unwrap_or_default())?;
    let inherited = root.root().pointer("/workspace/package/version").and_then(|node| found(&root, node));
    match (stated, inherited) {
        (Some(_), Some(version)) => Ok(Some(version)),
        _ => Err(manifest.error(&(0..0), "the package has no `version`")),
    }
}

fn found(file: &Settings, node: &Node) -> Option<CrateVersion> {
    let line = position_in(file.text_of_file(), node.span.start).line;
    Some(CrateVersion { version: node.as_str()?.to_owned(), place: format!("{}:{line}", file.name()) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_of_versions() {
        for (version, step, expected) in [
            ("1.2.3", Step::Major, "2.0.0"),
            ("1.2.3", Step::Minor, "1.3.0"),
            ("1.2.3", Step::Patch, "1.2.4"),
            ("1.2.3", Step::None, "1.2.3"),
            ("0.2.3", Step::Major, "0.3.0"),
            ("0.2.3", Step::Minor, "0.2.4"),
            ("0.2.3", Step::Patch, "0.2.4"),
            ("0.0.3", Step::Major, "0.0.4"),
            ("0.0.3", Step::Patch, "0.0.4"),
            ("v1", Step::Major, "v2"),
            ("v1", Step::Minor, "v1"),
            ("1.4", Step::Minor, "1.5"),
            ("2.0.0-rc.1", Step::Minor, "2.1.0"),
        ] {
            let version = Version::parse(version).unwrap();
            assert_eq!(version.after(step).to_string(), expected, "{step} of {version}");
        }
        for text in ["", "v", "2026-11-28", "1.2.3.4", "latest"] {
            assert_eq!(Version::parse(text), None, "{text}");
        }
        let version = |text| Version::parse(text).unwrap();
        assert!(version("1.10.0").is_at_least(&version("1.9.3")) && !version("0.9.9").is_at_least(&version("1.0.0")));
    }
}
