//! The functions on arrays and on single values.

use std::sync::Arc;

use dataarts_insight_datafusion::{conforms, violations};
use dataarts_insight_validator::{Contract, Validator};
use datafusion_common::{
    Result, ScalarValue,
    arrow::{
        array::{ArrayRef, Int32Array, LargeStringArray, StringArray, StringViewArray},
        datatypes::Field,
        util::display::array_value_to_string,
    },
    config::ConfigOptions,
};
use datafusion_expr::{ColumnarValue, ScalarFunctionArgs, ScalarUDF};

fn validator() -> Arc<Validator> {
    let contract = "
openapi: 3.0.3
info: {title: Pets, version: '1'}
paths: {}
components: {schemas: {Pet: {type: object, required: [name], properties: {name: {type: string}, age: {minimum: 0}}}}}
";
    Arc::new(Validator::component(&Contract::parse("pets.yaml", contract).unwrap(), "Pet").unwrap())
}

fn call(function: &ScalarUDF, argument: ColumnarValue) -> Result<ColumnarValue> {
    let (input, rows) = match &argument {
        ColumnarValue::Array(array) => (array.data_type().clone(), array.len()),
        ColumnarValue::Scalar(value) => (value.data_type(), 1),
    };
    let output = function.return_type(std::slice::from_ref(&input))?;
    function.invoke_with_args(ScalarFunctionArgs {
        args: vec![argument],
        arg_fields: vec![Arc::new(Field::new("doc", input, true))],
        number_rows: rows,
        return_field: Arc::new(Field::new("result", output, true)),
        config_options: Arc::new(ConfigOptions::default()),
    })
}

fn shown(value: ColumnarValue) -> Vec<String> {
    let array = value.into_array(1).unwrap();
    (0..array.len()).map(|row| array_value_to_string(&array, row).unwrap()).collect()
}

#[test]
fn validates_every_kind_of_string_column() {
    let texts = [Some(r#"{"name": "Rex"}"#), None, Some(r#"{"name": 1, "age": -1}"#), Some("{")];
    let columns: [ArrayRef; 3] = [
        Arc::new(StringArray::from_iter(texts)),
        Arc::new(LargeStringArray::from_iter(texts)),
        Arc::new(StringViewArray::from_iter(texts)),
    ];
    let validator = validator();
    for column in columns {
        let argument = || ColumnarValue::Array(Arc::clone(&column));
        let verdicts = shown(call(&conforms("conforms", &validator), argument()).unwrap());
        assert_eq!(verdicts, ["true", "", "false", "false"]);
        let lists = shown(call(&violations("violations", &validator), argument()).unwrap());
        assert_eq!(
            lists,
            [
                "[]",
                "",
                "[{pointer: /name, rule: type}, {pointer: /age, rule: minimum}]",
                "[{pointer: , rule: json-syntax}]"
            ]
        );
    }
}

#[test]
fn validates_a_single_value() {
    let function = conforms("conforms", &validator());
    for (text, verdict) in [(Some("{}"), "false"), (Some(r#"{"name": ""}"#), "true"), (None, "")] {
        let value = ScalarValue::Utf8(text.map(str::to_owned));
        let result = call(&function, ColumnarValue::Scalar(value)).unwrap();
        assert!(matches!(result, ColumnarValue::Scalar(_)));
        assert_eq!(shown(result), [verdict]);
    }
}

#[test]
fn refuses_other_columns() {
    let numbers = ColumnarValue::Array(Arc::new(Int32Array::from(vec![1])));
    let error = call(&conforms("conforms", &validator()), numbers).unwrap_err();
    assert!(error.to_string().contains("conforms takes a string, not Int32"), "{error}");
}

#[test]
fn functions_of_one_validator_are_equal() {
    let (one, other) = (validator(), validator());
    assert_eq!(conforms("conforms", &one), conforms("conforms", &one));
    assert_ne!(conforms("conforms", &one), conforms("conforms", &other));
    assert_ne!(conforms("f", &one), violations("f", &one));
}
