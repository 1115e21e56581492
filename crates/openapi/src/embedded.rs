//! The contracts that are part of the binary. The manifest of the workspace lists them.

use std::sync::OnceLock;

use crate::{Contract, generated::CONTRACTS};

/// A contract that the binary contains. The first use parses the contract.
#[derive(Debug)]
pub(crate) struct Embedded {
    name: &'static str,
    file: &'static str,
    text: &'static str,
    default_response: Option<(&'static str, u16)>,
    contract: OnceLock<Contract>,
}

impl Embedded {
    pub(crate) const fn new(
        name: &'static str,
        file: &'static str,
        text: &'static str,
        default_response: Option<(&'static str, u16)>,
    ) -> Self {
        Self { name, file, text, default_response, contract: OnceLock::new() }
    }

    fn contract(&self) -> &Contract {
        self.contract.get_or_init(|| {
            let contract = Contract::parse(self.file, self.text).expect("the generator has read this text");
            contract.with_default_response(self.default_response)
        })
    }
}

impl Contract {
    /// Returns the embedded contract of Huawei Cloud DataArts Insight. In messages, its name is
    /// `dataarts-insight.yaml`.
    ///
    /// ```
    /// use dataarts_insight_openapi::Contract;
    ///
    /// assert_eq!(Contract::embedded().operation("show_import_task")?.method, "GET");
    /// # Ok::<(), dataarts_insight_openapi::Error>(())
    /// ```
    ///
    /// # Panics
    /// Never in a released crate, because a test parses each embedded contract.
    #[must_use]
    pub fn embedded() -> &'static Self {
        let [first, ..] = &CONTRACTS;
        first.contract()
    }

    /// Returns an embedded contract by its name in the manifest, such as `dataarts-insight`.
    ///
    /// # Panics
    /// Never in a released crate, see [`Contract::embedded`].
    #[must_use]
    pub fn embedded_by_name(name: &str) -> Option<&'static Self> {
        CONTRACTS.iter().find(|embedded| embedded.name == name).map(Embedded::contract)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn embedded_contracts_have_their_default_responses() {
        for embedded in &CONTRACTS {
            let contract = Contract::embedded_by_name(embedded.name).unwrap();
            if let Some((operation, status)) = contract.default_response() {
                contract.response_node(contract.operation(operation).unwrap(), status).unwrap();
            }
        }
        assert!(Contract::embedded_by_name("unknown").is_none());
    }
}
