//! Finds the most similar name for a misspelt name.

use std::cell::Cell;

/// Returns the candidate that is most similar to a name; `None` if no candidate is similar enough.
///
/// An edit inserts, deletes or replaces a character, or swaps two neighbouring characters. A candidate is similar
/// enough if a few edits change the name to the candidate. A name of up to 5 characters permits 1 edit, a name of 6 to
/// 8 characters permits 2 edits, and a longer name permits 3. Letter case, `_`, `-` and spaces do not count.
///
/// ```
/// use dataarts_insight_openapi::suggestion::nearest;
///
/// assert_eq!(nearest("imports", ["import", "crossSpaceImport"]), Some("import"));
/// assert_eq!(nearest("cross_space_import", ["import", "crossSpaceImport"]), Some("crossSpaceImport"));
/// assert_eq!(nearest("zebra", ["import", "crossSpaceImport"]), None);
/// ```
#[must_use]
pub fn nearest<'c>(name: &str, candidates: impl IntoIterator<Item = &'c str>) -> Option<&'c str> {
    SuggestionBudget::default().nearest(name, candidates)
}

/// Returns a question such as "did you mean `required`?" with the result of [`nearest`].
///
/// ```
/// use dataarts_insight_openapi::suggestion::did_you_mean;
///
/// assert_eq!(did_you_mean("requird", ["required", "type"]).as_deref(), Some("did you mean `required`?"));
/// ```
#[must_use]
pub fn did_you_mean<'c>(name: &str, candidates: impl IntoIterator<Item = &'c str>) -> Option<String> {
    nearest(name, candidates).map(|near| format!("did you mean `{near}`?"))
}

/// The number of steps that remain for suggestions in one document. The comparison of two names of 10 bytes takes about
/// 100 steps. The number is limited, because a payload can contain a million unknown names.
#[derive(Debug)]
pub struct SuggestionBudget(Cell<usize>);

impl Default for SuggestionBudget {
    fn default() -> Self {
        Self(Cell::new(1 << 24))
    }
}

impl SuggestionBudget {
    /// The largest length in bytes of a name for which a similar candidate is searched.
    const LONGEST: usize = 64;

    /// Returns the same candidate as the function [`nearest`]. Returns `None` if no steps remain.
    #[must_use]
    pub fn nearest<'c>(&self, name: &str, candidates: impl IntoIterator<Item = &'c str>) -> Option<&'c str> {
        if name.len() > Self::LONGEST {
            return None;
        }
        let wanted = fold(name);
        let length = wanted.chars().count();
        let most = (length / 3).clamp(1, 3);
        let mut best: Option<(usize, &str)> = None;
        for candidate in candidates.into_iter().filter(|candidate| candidate.len() <= Self::LONGEST + 16) {
            self.spend(1 + candidate.len())?;
            let folded = fold(candidate);
            if folded.chars().count().abs_diff(length) > most {
                continue;
            }
            self.spend(wanted.len() * folded.len())?;
            let distance = strsim::osa_distance(&wanted, &folded);
            if distance <= most && best.is_none_or(|(least, _)| distance < least) {
                best = Some((distance, candidate));
            }
        }
        best.map(|(_, candidate)| candidate)
    }

    fn spend(&self, cost: usize) -> Option<()> {
        self.0.set(self.0.get().checked_sub(cost)?);
        Some(())
    }
}

/// Converts a name to lower case and removes `_`, `-` and spaces.
fn fold(name: &str) -> String {
    name.chars().filter(|c| !matches!(c, '_' | '-' | ' ')).flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn suggests_only_similar_names() {
        let names = ["import", "crossSpaceImport"];
        assert_eq!(nearest("export", names), Some("import"));
        assert_eq!(nearest("import-task", ["ServiceError", "ImportTask"]), Some("ImportTask"));
        assert_eq!(nearest("ImprtTask", ["ServiceError", "ImportTask"]), Some("ImportTask"));
        assert_eq!(nearest("statsu", ["status"]), Some("status"));
        assert_eq!(nearest("zzz", names), None);
    }

    #[test]
    fn suggests_nothing_once_the_budget_is_spent() {
        let budget = SuggestionBudget(Cell::new(1_000));
        let suggest = || budget.nearest("statsu", ["status"]);
        assert_eq!(suggest(), Some("status"));
        while suggest().is_some() {}
        assert_eq!(suggest(), None);
    }
}
