//! The functions in queries of the engine.

use std::sync::Arc;

use dataarts_insight_datafusion::{conforms, violations};
use dataarts_insight_validator::{Contract, Validator};
use datafusion::{
    arrow::{
        array::{AsArray as _, RecordBatch, StringArray, StringViewArray},
        datatypes::{DataType, Field, Int64Type, Schema},
    },
    datasource::MemTable,
    functions_aggregate::expr_fn::count,
    prelude::{SessionContext, col, lit},
};

const CONTRACT: &str = "
openapi: 3.0.3
info: {title: Pets, version: '1'}
paths: {}
components: {schemas: {Pet: {type: object, required: [name]}}}
";

#[test]
fn filters_rows_of_both_kinds_of_strings_in_several_partitions() {
    let contract = Contract::parse("pets.yaml", CONTRACT).unwrap();
    let pet = Arc::new(Validator::component(&contract, "Pet").unwrap());
    let texts = ["{\"name\": 1}", "{}", "[]", "{\"name\": \"a\"}"];
    for kind in [DataType::Utf8, DataType::Utf8View] {
        let schema = Arc::new(Schema::new(vec![Field::new("doc", kind.clone(), true)]));
        let batch = || {
            let array: datafusion::arrow::array::ArrayRef = match kind {
                DataType::Utf8 => Arc::new(StringArray::from(texts.to_vec())),
                _ => Arc::new(StringViewArray::from(texts.to_vec())),
            };
            RecordBatch::try_new(Arc::clone(&schema), vec![array]).unwrap()
        };
        let table = MemTable::try_new(Arc::clone(&schema), vec![vec![batch()], vec![batch(), batch()]]).unwrap();
        let runtime = tokio::runtime::Runtime::new().unwrap();
        runtime.block_on(async {
            let context = SessionContext::new();
            let docs = context.read_table(Arc::new(table)).unwrap();
            let is_good = conforms("conforms", &pet).call(vec![col("doc")]);
            assert_eq!(docs.clone().filter(is_good).unwrap().count().await.unwrap(), 6);
            let list = violations("violations", &pet).call(vec![col("doc")]).alias("v");
            let rows = docs.select(vec![list]).unwrap().unnest_columns(&["v"]).unwrap();
            let counted = rows.aggregate(vec![], vec![count(col("v"))]).unwrap().collect().await.unwrap();
            let total: i64 = counted.iter().map(|batch| batch.column(0).as_primitive::<Int64Type>().value(0)).sum();
            assert_eq!(total, 6, "{}", lit(1));
        });
    }
}
