//! Validates a folder of NDJSON or Parquet files, counts the violations by rule, and writes the good and the rejected
//! rows to two folders.
//!
//! Run: `cargo run --release --features engine --example reject -- CONTRACT COMPONENT FOLDER OUT`. The files are
//! `.ndjson`, or `.parquet` with a column `doc`.

use std::{env, error::Error, fs, sync::Arc};

use dataarts_insight_datafusion::{conforms, violations};
use dataarts_insight_validator::{Contract, Validator};
use datafusion::{
    arrow::datatypes::{DataType, Field, Schema},
    common::Column,
    dataframe::DataFrameWriteOptions,
    functions_aggregate::expr_fn::count,
    prelude::{CsvReadOptions, DataFrame, Expr, ParquetReadOptions, SessionContext, col, lit},
};

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let [contract, component, folder, out] = arguments.as_slice() else {
        return Err("usage: reject CONTRACT COMPONENT FOLDER OUT".into());
    };
    let contract = Contract::parse(contract.as_str(), fs::read_to_string(contract)?)?;
    let validator = Arc::new(Validator::component(&contract, component)?);
    tokio::runtime::Runtime::new()?.block_on(run(&validator, folder, out))
}

async fn run(validator: &Arc<Validator>, folder: &str, out: &str) -> Result<(), Box<dyn Error>> {
    let docs = read(folder).await?;
    let is_good = conforms("conforms", validator).call(vec![col("doc")]);
    let violations = violations("violations", validator).call(vec![col("doc")]).alias("violation");
    // One row for each violation, then one column for each of its members.
    let rows = docs.clone().select(vec![violations])?.unnest_columns(&["violation"])?.unnest_columns(&["violation"])?;
    let rule = Expr::Column(Column::from_name("violation.rule")).alias("rule");
    let counts = rows.select(vec![rule])?.filter(col("rule").is_not_null())?;
    counts.aggregate(vec![col("rule")], vec![count(lit(1)).alias("count")])?.show().await?;

    let options = DataFrameWriteOptions::new;
    docs.clone().filter(is_good.clone())?.write_parquet(&format!("{out}/good/"), options(), None).await?;
    docs.filter(is_good.is_not_true())?.write_parquet(&format!("{out}/rejected/"), options(), None).await?;
    Ok(())
}

/// Reads each line of NDJSON as a text. A JSON reader would take the lines apart.
async fn read(folder: &str) -> Result<DataFrame, Box<dyn Error>> {
    let context = SessionContext::new();
    let is_ndjson = |entry: fs::DirEntry| entry.path().extension().is_some_and(|extension| extension == "ndjson");
    if !fs::read_dir(folder)?.filter_map(Result::ok).any(is_ndjson) {
        return Ok(context.read_parquet(folder, ParquetReadOptions::default()).await?);
    }
    let schema = Schema::new(vec![Field::new("doc", DataType::Utf8View, true)]);
    // Neither byte occurs in JSON, so a line is one field.
    let lines = CsvReadOptions::new().has_header(false).delimiter(1).quote(2).schema(&schema).file_extension("ndjson");
    Ok(context.read_csv(folder, lines).await?)
}
