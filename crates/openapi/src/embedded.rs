//! The project's own contract, inside the binary.

use std::sync::OnceLock;

use crate::Contract;

/// A copy that `cargo xtask generate` keeps equal to the handwritten one.
const TEXT: &str = include_str!("generated/dataarts-insight.yaml");

impl Contract {
    /// The contract of Huawei Cloud DataArts Insight that this crate was built with, named `dataarts-insight.yaml`.
    ///
    /// ```
    /// use dataarts_insight_openapi::Contract;
    ///
    /// assert_eq!(Contract::embedded().operation("show_import_task")?.method, "GET");
    /// # Ok::<(), dataarts_insight_openapi::Error>(())
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
