//! The contracts: our validator reads a component, all others read the JSON Schema of it.

use dataarts_insight_validator::Validator;
use serde_json::Value;

use crate::documents::Component;

/// A component, compiled for each validator of this process.
pub(crate) struct Contract {
    pub(crate) ours: Validator,
    pub(crate) theirs: jsonschema::Validator,
    /// Its self-contained JSON Schema (2020-12).
    pub(crate) schema: String,
}

const TASKS: &str = include_str!("../../fixtures/import-tasks.yaml");

/// A list of tasks, which the service does not have.
const LIST: &str = "
    List:
      type: object
      required: [total, tasks]
      properties:
        total: {type: integer, minimum: 0}
        tasks: {type: array, minItems: 1, maxItems: 100, items: {$ref: '#/components/schemas/ImportTask'}}
";

impl Contract {
    pub(crate) fn of(component: Component) -> Self {
        match component {
            Component::Task => Self::new(TASKS, "ImportTask"),
            Component::List => Self::new(&TASKS.replacen("\n  schemas:\n", &format!("\n  schemas:{LIST}"), 1), "List"),
            Component::Everything => Self::new(include_str!("../../fixtures/every-keyword.yaml"), "Everything"),
        }
    }

    fn new(text: &str, component: &str) -> Self {
        let contract = dataarts_insight_validator::Contract::parse("contract.yaml", text).expect("a contract");
        let ours = Validator::component(&contract, component).expect("every verdict is defined");
        let schema = dataarts_insight_openapi::json_schema::render(contract.document().root(), "case.yaml", "none")
            .remove(component)
            .expect("every component");
        let parsed: Value = serde_json::from_str(&schema).expect("a schema is JSON");
        let theirs = jsonschema::options().should_validate_formats(true).build(&parsed).expect("a schema is valid");
        Self { ours, theirs, schema }
    }
}
