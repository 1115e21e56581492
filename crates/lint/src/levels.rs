//! The level of each rule for one contract.

use std::{collections::HashMap, fmt};

use dataarts_insight_openapi::{Severity, suggestion::did_you_mean};
pub use dataarts_insight_validator::Level;

use super::rules::{ALL, Rule};

/// Levels that replace the default severities of rules ([`Rule::severity`]).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Levels {
    rules: HashMap<&'static str, Level>,
    denies_warnings: bool,
}

/// The error for a rule id that does not exist.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnknownRule {
    /// The id, as the caller wrote it.
    pub id: String,
}

impl Levels {
    /// Sets the level of a rule by its id.
    ///
    /// ```
    /// use dataarts_insight_lint::{Level, Levels};
    ///
    /// let mut levels = Levels::default();
    /// levels.set("unknown-format", Level::Warn)?;
    /// let error = levels.set("unkown-format", Level::Warn).unwrap_err();
    /// assert_eq!(error.to_string(), "there is no rule `unkown-format`; did you mean `unknown-format`?");
    /// # Ok::<(), dataarts_insight_lint::UnknownRule>(())
    /// ```
    ///
    /// # Errors
    /// [`UnknownRule`] if no rule has the id.
    pub fn set(&mut self, id: &str, level: Level) -> Result<(), UnknownRule> {
        let rule = ALL.iter().find(|rule| rule.id == id).ok_or_else(|| UnknownRule { id: id.to_owned() })?;
        self.rules.insert(rule.id, level);
        Ok(())
    }

    /// Turns warnings into errors. Does not change a rule whose level was set with `set`.
    pub fn deny_warnings(&mut self) {
        self.denies_warnings = true;
    }

    /// Returns the severity of a rule's findings; `None` if the level of the rule is `Allow`.
    pub(super) fn severity(&self, rule: &Rule) -> Option<Severity> {
        match self.rules.get(rule.id) {
            None if self.denies_warnings => Some(Severity::Error),
            None => Some(rule.severity),
            Some(Level::Allow) => None,
            Some(Level::Warn) => Some(Severity::Warning),
            Some(Level::Deny) => Some(Severity::Error),
        }
    }
}

impl fmt::Display for UnknownRule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "there is no rule `{}`", self.id)?;
        match did_you_mean(&self.id, ALL.iter().map(|rule| rule.id)) {
            Some(question) => write!(f, "; {question}"),
            None => Ok(()),
        }
    }
}

impl std::error::Error for UnknownRule {}
