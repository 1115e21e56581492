//! The rules, one in each file. A file contains the id, the reason, examples with and without a violation, and the
//! check. To add a rule, write its file and add the file's name to the list below.

use dataarts_insight_openapi::{RuleDescription, objects::Objects};

use super::{Findings, Severity};

/// A rule of the linter.
#[derive(Debug)]
pub struct Rule {
    /// The stable id in kebab-case. The file of the rule has the same name in snake_case.
    pub id: &'static str,
    /// The default severity of the rule's findings.
    pub severity: Severity,
    /// The requirement of the rule, in one sentence.
    pub summary: &'static str,
    /// The consequence of a violation. Messages show this text as the reason.
    pub why: &'static str,
    /// Examples that violate this rule and no other rule.
    pub failing: &'static [Example],
    /// Examples that violate no rule.
    pub passing: &'static [Example],
    /// The function that reports violations.
    pub check: fn(&Objects<'_>, &mut Findings<'_>),
}

/// An example text, for the documentation of a rule and for its test.
#[derive(Debug)]
pub struct Example {
    /// The document around the text.
    pub surroundings: Surroundings,
    /// The line of the violation in the text; 0 in an example without a violation.
    pub line: usize,
    /// The text of the example.
    pub text: &'static str,
}

/// The kind of document around the text of an [`Example`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Surroundings {
    /// The example is a whole contract.
    Document,
    /// The example is the value of `paths` in a contract.
    Paths,
    /// The example is used as the operation `GET /tasks` of a contract.
    Operation,
    /// The example is used as `parameters` of the operation `GET /tasks`.
    Parameters,
    /// The example is used as `responses` of the operation `GET /tasks`.
    Responses,
    /// The example is used as `requestBody` of the operation `GET /tasks`.
    Body,
    /// The example is used as the component schema `Task`, which a response uses.
    Schema,
}

/// The names that all rules import.
mod prelude {
    pub(super) use dataarts_insight_openapi::{
        document::Node,
        grammar::ObjectKind,
        objects::{Object, Objects, value_span},
    };

    pub(super) use super::{
        super::{
            Findings,
            Severity::{Error, Warning},
            names,
        },
        Rule, Surroundings, fails, passes,
    };
}

const fn fails(surroundings: Surroundings, line: usize, text: &'static str) -> Example {
    Example { surroundings, line, text }
}

const fn passes(surroundings: Surroundings, text: &'static str) -> Example {
    Example { surroundings, line: 0, text }
}

impl Example {
    /// Returns the whole document, and the number of lines before the text of the example.
    #[must_use]
    pub fn document(&self) -> (String, usize) {
        let text = self.text.trim_matches('\n');
        let (before, after, indent) = match self.surroundings {
            Surroundings::Document => ("", "", 0),
            Surroundings::Paths => (PATHS, "", 2),
            Surroundings::Operation => (OPERATION, "", 6),
            Surroundings::Parameters => (PARAMETERS, RESPONSES_NONE, 8),
            Surroundings::Responses => (RESPONSES, "", 8),
            Surroundings::Body => (BODY, RESPONSES_NONE, 8),
            Surroundings::Schema => (SCHEMA, "", 6),
        };
        let pad = " ".repeat(indent);
        let body: String =
            text.lines().map(|line| if line.is_empty() { "\n".to_owned() } else { format!("{pad}{line}\n") }).collect();
        (format!("{before}{body}{after}"), before.lines().count())
    }
}

macro_rules! document_with {
    ($($line:literal)*) => {
        concat!("openapi: 3.0.3\ninfo:\n  title: Tasks\n  version: v1\npaths:\n", $($line, "\n"),*)
    };
}

const PATHS: &str = document_with!();
const OPERATION: &str = document_with!("  /tasks:" "    get:");
const PARAMETERS: &str = document_with!(
    "  /tasks:" "    get:" "      operationId: list_tasks" "      summary: Lists tasks." "      parameters:"
);
const RESPONSES: &str = document_with!(
    "  /tasks:" "    get:" "      operationId: list_tasks" "      summary: Lists tasks." "      responses:"
);
const BODY: &str = document_with!(
    "  /tasks:" "    post:" "      operationId: create_task" "      summary: Creates a task." "      requestBody:"
);
const RESPONSES_NONE: &str = "      responses:\n        \"204\":\n          description: Nothing.\n";
const SCHEMA: &str = document_with!(
    "  /tasks:" "    get:" "      operationId: list_tasks" "      summary: Lists tasks." "      responses:"
    "        \"200\":" "          description: The task." "          content:" "            application/json:"
    "              schema:" "                $ref: \"#/components/schemas/Task\""
    "components:" "  schemas:" "    Task:"
);

/// Returns a description of each rule, for reports that list all rules.
#[must_use]
pub fn descriptions() -> Vec<RuleDescription> {
    let description = |rule: &&Rule| {
        let text =
            |examples: &'static [Example]| examples.first().map_or("", |example| example.text.trim_matches('\n'));
        let help = format!("{}\nFails:\n{}\nPasses:\n{}", rule.why, text(rule.failing), text(rule.passing));
        RuleDescription { id: rule.id, summary: rule.summary, severity: rule.severity, help }
    };
    ALL.iter().map(description).collect()
}

macro_rules! rules {
    ($($name:ident,)*) => {
        $(pub(super) mod $name;)*

        /// All rules, sorted by id.
        pub static ALL: &[&Rule] = &[$(&$name::RULE,)*];

        /// The file names of all rules, in the order of `ALL`.
        #[cfg(test)]
        pub(super) const FILES: &[&str] = &[$(stringify!($name),)*];
    };
}

rules! {
    ambiguous_path,
    array_without_items,
    cookie_parameter,
    default_outside_enum,
    duplicate_enum_value,
    duplicate_key,
    duplicate_operation_id,
    duplicate_parameter,
    empty_enum,
    enum_name_collision,
    enum_names_invalid,
    enum_names_mismatch,
    enum_value_type,
    external_ref,
    generator_extension,
    inapplicable_keyword,
    invalid_bounds,
    invalid_default,
    invalid_example,
    invalid_path,
    invalid_pattern,
    invalid_value,
    markup_in_description,
    media_type_encoding,
    media_type_without_schema,
    missing_key,
    missing_operation_id,
    missing_response,
    missing_response_description,
    missing_type,
    misspelt_example_key,
    misspelt_extension,
    misspelt_key,
    name_collision,
    non_ascii_version,
    nullable_without_type,
    open_enum,
    openapi_3_1_syntax,
    parameter_content,
    parameter_style,
    parameter_type,
    path_item_ref,
    path_parameter_optional,
    path_parameter_undeclared,
    path_parameter_unused,
    ref_cycle,
    ref_kind,
    ref_siblings,
    server_url_slash,
    several_body_types,
    several_success_types,
    undefined_scope,
    undefined_security_scheme,
    undocumented_component,
    undocumented_field,
    undocumented_operation,
    undocumented_parameter,
    unknown_format,
    unknown_key,
    unknown_required_property,
    unknown_type,
    unresolved_ref,
    unsupported_content_type,
    unsupported_method,
    unsupported_schema,
    unsupported_version,
    unusable_name,
    unused_component,
    wrong_kind,
    yaml_syntax,
}
