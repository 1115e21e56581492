//! The project's own contract, inside the binary.

use std::sync::OnceLock;

use crate::Contract;

/// A copy that `cargo xtask generate` keeps equal to the handwritten one.
const TEXT: &str = include_str!("generated/dataarts-insight.yaml");

impl Contract {
    /// The contract of Huawei Cloud DataArts Insight that this crate was built with, named `dataarts-insight.yaml`.
    ///
    /// ```
    /// use dataarts_insight_contract::Contract;
    ///
    /// let task = Contract::embedded().response("show_import_task", 200)?;
    /// assert!(task.is_valid(br#"{"id": "2406a337", "status": 1}"#));
    /// assert!(!task.is_valid(br#"{"id": "2406a337", "status": "1"}"#));
    /// # Ok::<(), dataarts_insight_contract::Error>(())
    /// ```
    ///
    /// # Panics
    /// Never in a crate that passed its tests: they read the copy.
    #[must_use]
    pub fn embedded() -> &'static Self {
        static CONTRACT: OnceLock<Contract> = OnceLock::new();
        CONTRACT.get_or_init(|| Self::parse("dataarts-insight.yaml", TEXT).expect("the tests read the embedded copy"))
    }
}
