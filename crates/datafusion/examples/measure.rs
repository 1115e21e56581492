//! Compares `conforms` with a plain loop over the same batches, on one and on two partitions, and with the crate
//! `jsonschema`. Run: `cargo run --release --example measure`.

use std::{error::Error, hint::black_box, sync::Arc, thread, time::Instant};

use dataarts_insight_datafusion::conforms;
use dataarts_insight_validator::{Contract, Validator};
use datafusion_common::{
    arrow::{
        array::{Array, ArrayRef, StringViewArray},
        datatypes::{DataType, Field},
    },
    config::ConfigOptions,
};
use datafusion_expr::{ColumnarValue, ScalarFunctionArgs, ScalarUDF};

const SCHEMA: &str = r#"{"type": "object", "required": ["id", "status"], "properties": {
    "id": {"type": "string", "minLength": 8, "maxLength": 40},
    "status": {"type": "integer", "enum": [-1, 0, 1, 2, 3, 4]},
    "name": {"type": "string", "maxLength": 64},
    "size": {"type": "integer", "minimum": 0},
    "ratio": {"type": "number", "minimum": 0, "maximum": 1},
    "tags": {"type": "array", "maxItems": 9, "items": {"type": "string"}},
    "owner": {"type": "object", "properties": {"name": {"type": "string"}, "team": {"type": "string"}}}}}"#;
const ROWS: usize = 8192;
const BATCHES: usize = 32;
const ROUNDS: usize = 9;

fn main() -> Result<(), Box<dyn Error>> {
    let contract = format!(
        r#"{{"openapi": "3.0.3", "info": {{"title": "t", "version": "1"}}, "paths": {{}}, "components": {{"schemas": {{"Task": {SCHEMA}}}}}}}"#
    );
    let contract = Contract::parse("measure.json", contract)?;
    let validator = Arc::new(Validator::component(&contract, "Task")?);
    let function = conforms("conforms", &validator);
    let peer = jsonschema::validator_for(&serde_json::from_str(SCHEMA)?)?;
    let batches: Vec<ArrayRef> = (0..BATCHES).map(batch).collect();
    for partitions in [1, 2] {
        let mut times = [Vec::new(), Vec::new(), Vec::new()];
        for _ in 0..ROUNDS {
            let runs: [&(dyn Fn(&ArrayRef) -> usize + Sync); 3] = [
                &|texts| texts_of(texts).filter(|text| validator.is_valid(text.as_bytes())).count(),
                &|texts| call(&function, texts),
                &|texts| {
                    let is_valid = |text: &&str| serde_json::from_str(text).is_ok_and(|value| peer.is_valid(&value));
                    texts_of(texts).filter(is_valid).count()
                },
            ];
            for (run, times) in runs.iter().zip(&mut times) {
                let start = Instant::now();
                thread::scope(|scope| {
                    for part in batches.chunks(BATCHES.div_ceil(partitions)) {
                        scope.spawn(|| part.iter().for_each(|texts| drop(black_box(run(texts)))));
                    }
                });
                times.push(start.elapsed());
            }
        }
        let [plain, function, peer] = times.map(|mut times| {
            times.sort();
            times.get(ROUNDS / 2).copied().unwrap_or_default().as_secs_f64()
        });
        let million = |seconds: f64| (ROWS * BATCHES) as f64 / seconds / 1e6;
        println!(
            "{partitions} partition(s): plain loop {:.2} M rows/s, conforms {:.2} M rows/s ({:.1} % more time), jsonschema {:.2} M rows/s",
            million(plain),
            million(function),
            (function / plain - 1.0) * 100.0,
            million(peer),
        );
    }
    Ok(())
}

fn batch(number: usize) -> ArrayRef {
    let text = |row: usize| {
        let id = number * ROWS + row;
        let status = if id % 50 == 0 { 9 } else { id % 5 };
        format!(
            r#"{{"id": "task-{id:08}", "status": {status}, "name": "import of {id}", "size": {}, "ratio": 0.{}, "tags": ["a", "b{id}"], "owner": {{"name": "Ada", "team": "data"}}}}"#,
            id * 17,
            id % 100
        )
    };
    Arc::new(StringViewArray::from_iter_values((0..ROWS).map(text)))
}

fn texts_of(texts: &ArrayRef) -> impl Iterator<Item = &str> {
    texts.as_any().downcast_ref::<StringViewArray>().into_iter().flatten().flatten()
}

fn call(function: &ScalarUDF, texts: &ArrayRef) -> usize {
    let args = ScalarFunctionArgs {
        args: vec![ColumnarValue::Array(Arc::clone(texts))],
        arg_fields: vec![Arc::new(Field::new("doc", DataType::Utf8View, true))],
        number_rows: texts.len(),
        return_field: Arc::new(Field::new("conforms", DataType::Boolean, true)),
        config_options: Arc::new(ConfigOptions::default()),
    };
    function.invoke_with_args(args).map_or(0, |_| texts.len())
}
