//! What documents are judged by: a schema of a contract for us, the JSON Schema that is published of it for all others.

use dataarts_insight_validator::Validator;
use serde_json::Value;

use crate::documents::Shape;

/// A schema, compiled in each of the ways that this process has.
pub(crate) struct Contract {
    pub(crate) ours: Validator,
    pub(crate) theirs: jsonschema::Validator,
    /// JSON Schema 2020-12, self-contained.
    pub(crate) schema: String,
}

const EMBEDDED: &str = include_str!("../../fixtures/import-tasks.yaml");

/// What the service would answer if it listed tasks, which it does not.
const LIST: &str = "
    List:
      type: object
      required: [total, tasks]
      properties:
        total: {type: integer, minimum: 0}
        tasks: {type: array, minItems: 1, maxItems: 100, items: {$ref: '#/components/schemas/ImportTask'}}
";

impl Contract {
    pub(crate) fn of(shape: Shape) -> Self {
        match shape {
            Shape::Task => Self::new(EMBEDDED, "ImportTask"),
            Shape::List => Self::new(&EMBEDDED.replacen("\n  schemas:\n", &format!("\n  schemas:{LIST}"), 1), "List"),
            Shape::Everything => Self::new(include_str!("../../fixtures/every-keyword.yaml"), "Everything"),
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
