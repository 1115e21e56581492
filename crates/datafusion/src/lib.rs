//! Scalar functions for Apache DataFusion that validate JSON texts in columns against an OpenAPI contract.
//!
//! - [`conforms`] returns whether a text is valid.
//! - [`violations`] returns a list of the errors of a text. Each error has the fields `pointer` and `rule`. The list
//!   of a valid text is empty.
//!
//! The column has the type `Utf8`, `LargeUtf8` or `Utf8View`. The result for null is null. All partitions share the
//! validator that the caller passes.
//!
//! ```
//! use std::sync::Arc;
//!
//! use dataarts_insight_datafusion::{conforms, violations};
//! use dataarts_insight_validator::{Contract, Validator};
//!
//! let contract = Contract::parse("pets.yaml", "
//! openapi: 3.0.3
//! info: {title: Pets, version: '1'}
//! paths: {}
//! components: {schemas: {Pet: {type: object, required: [name]}}}
//! ")?;
//! let pet = Arc::new(Validator::component(&contract, "Pet")?);
//! let functions = [conforms("conforms", &pet), violations("violations", &pet)];
//! // `SessionContext::register_udf` makes a function known to SQL; `ScalarUDF::call` makes an expression.
//! # assert_eq!(functions[0].name(), "conforms");
//! # Ok::<(), dataarts_insight_validator::Error>(())
//! ```

use std::{
    hash::{Hash, Hasher},
    sync::Arc,
};

use dataarts_insight_validator::{Severity, Validator};
use datafusion_common::{
    Result, ScalarValue,
    arrow::{
        array::{Array, ArrayRef, AsArray as _, BooleanArray, ListBuilder, StringBuilder, StructBuilder},
        datatypes::{DataType, Field, Fields},
    },
    exec_err,
};
use datafusion_expr::{ColumnarValue, ScalarFunctionArgs, ScalarUDF, ScalarUDFImpl, Signature, Volatility};

/// Makes the function that returns whether a text is valid.
#[must_use]
pub fn conforms(name: &str, validator: &Arc<Validator>) -> ScalarUDF {
    ScalarUDF::from(Validation::new(name, validator, Output::Verdict))
}

/// Makes the function that returns the errors of a text.
#[must_use]
pub fn violations(name: &str, validator: &Arc<Validator>) -> ScalarUDF {
    ScalarUDF::from(Validation::new(name, validator, Output::Violations))
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Output {
    Verdict,
    Violations,
}

#[derive(Debug)]
struct Validation {
    name: String,
    validator: Arc<Validator>,
    output: Output,
    signature: Signature,
}

impl Validation {
    fn new(name: &str, validator: &Arc<Validator>, output: Output) -> Self {
        let texts = vec![DataType::Utf8View, DataType::Utf8, DataType::LargeUtf8];
        let signature = Signature::uniform(1, texts, Volatility::Immutable);
        Self { name: name.to_owned(), validator: Arc::clone(validator), output, signature }
    }

    fn validate<'t>(&self, texts: impl Iterator<Item = Option<&'t str>>) -> ArrayRef {
        match self.output {
            Output::Verdict => {
                Arc::new(texts.map(|text| Some(self.validator.is_valid(text?.as_bytes()))).collect::<BooleanArray>())
            }
            Output::Violations => self.violations(texts),
        }
    }

    fn violations<'t>(&self, texts: impl Iterator<Item = Option<&'t str>>) -> ArrayRef {
        let columns = || Box::new(StringBuilder::new());
        let mut lists = ListBuilder::new(StructBuilder::new(violation_fields(), vec![columns(), columns()]));
        for text in texts {
            let report = text.map(|text| self.validator.validate(text.as_bytes()));
            let findings = report.iter().flat_map(|report| report.findings());
            for finding in findings.filter(|finding| finding.severity == Severity::Error) {
                let violation = lists.values();
                for (index, value) in [finding.pointer.as_str(), finding.rule.id()].into_iter().enumerate() {
                    if let Some(column) = violation.field_builder::<StringBuilder>(index) {
                        column.append_value(value);
                    }
                }
                violation.append(true);
            }
            lists.append(text.is_some());
        }
        Arc::new(lists.finish())
    }

    fn column(&self, texts: &dyn Array) -> Result<ArrayRef> {
        Ok(match texts.data_type() {
            DataType::Utf8View => self.validate(texts.as_string_view().iter()),
            DataType::Utf8 => self.validate(texts.as_string::<i32>().iter()),
            DataType::LargeUtf8 => self.validate(texts.as_string::<i64>().iter()),
            other => return exec_err!("{} takes a string, not {other}", self.name),
        })
    }
}

fn violation_fields() -> Fields {
    Fields::from(vec![Field::new("pointer", DataType::Utf8, true), Field::new("rule", DataType::Utf8, true)])
}

/// Two functions are equal if they have the same name, the same type of result, and the same validator in memory.
/// DataFusion evaluates equal calls only once.
impl PartialEq for Validation {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name && self.output == other.output && Arc::ptr_eq(&self.validator, &other.validator)
    }
}

impl Eq for Validation {}

impl Hash for Validation {
    fn hash<H: Hasher>(&self, state: &mut H) {
        (&self.name, self.output, Arc::as_ptr(&self.validator)).hash(state);
    }
}

impl ScalarUDFImpl for Validation {
    fn name(&self) -> &str {
        &self.name
    }

    fn signature(&self) -> &Signature {
        &self.signature
    }

    fn return_type(&self, _: &[DataType]) -> Result<DataType> {
        Ok(match self.output {
            Output::Verdict => DataType::Boolean,
            Output::Violations => DataType::new_list(DataType::Struct(violation_fields()), true),
        })
    }

    fn invoke_with_args(&self, args: ScalarFunctionArgs) -> Result<ColumnarValue> {
        match args.args.as_slice() {
            [ColumnarValue::Array(texts)] => Ok(ColumnarValue::Array(self.column(texts)?)),
            [ColumnarValue::Scalar(text)] => {
                let column = self.column(&text.to_array()?)?;
                Ok(ColumnarValue::Scalar(ScalarValue::try_from_array(&column, 0)?))
            }
            other => exec_err!("{} takes one argument, not {}", self.name, other.len()),
        }
    }
}
