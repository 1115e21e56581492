//! Writes a task to stdout. The output is text for people, or the JSON of the service for scripts.

use std::io::{self, Write};

use anstyle::Style;
use clap::{Args, ValueEnum};
use dataarts_insight::{Error, ImportTask, Outcome, WaitError, WaitReason};
use dataarts_insight_report::{
    escape,
    style::{BAD, DIM, GOOD, STRONG, WARN},
};
use dataarts_insight_validator::Contract;
use heck::ToSnakeCase as _;
use serde_json::{Map, Value, json};

use crate::time::utc;

/// The format of tasks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum TaskFormat {
    /// For people. A terminal shows colours
    Human,
    /// For scripts
    Json,
}

/// The option that chooses the format.
#[derive(Debug, Args)]
pub(crate) struct TaskOutput {
    /// How to write tasks to stdout. `json` writes the JSON of the service, with one line for each task. If no poll
    /// returned a task, its line is an object with `id` and `error`. `human` hides the access code in import_param, `json`
    /// does not
    #[arg(long = "output", short = 'o', value_enum, value_name = "FORMAT", default_value = "human")]
    pub(crate) format: TaskFormat,
}

/// Writes a task, or the error of a failed call. JSON output contains the error. Human output contains no error,
/// because another function writes the error to stderr.
pub(crate) fn write(
    out: &mut dyn Write,
    format: TaskFormat,
    id: &str,
    task: Result<&ImportTask, &Error>,
) -> io::Result<()> {
    match (format, task) {
        (TaskFormat::Human, Ok(task)) => human(out, id, task),
        (TaskFormat::Human, Err(_)) => Ok(()),
        (TaskFormat::Json, Ok(task)) => {
            writeln!(out, "{}", serde_json::to_string(task).map_err(io::Error::other)?)
        }
        (TaskFormat::Json, Err(error)) => json_error(out, id, error),
    }
}

/// Writes the fields in the order of the contract, then the unknown fields. A field without a value is omitted.
fn human(out: &mut dyn Write, id: &str, task: &ImportTask) -> io::Result<()> {
    let (style, state) = state(task);
    writeln!(out, "{STRONG}Import task {}{STRONG:#}: {style}{state}{style:#}", escape(id))?;
    let Ok(Value::Object(fields)) = serde_json::to_value(task) else { return Ok(()) };
    let shown: Vec<(&String, String)> =
        ordered(&fields).into_iter().filter_map(|(name, value)| Some((name, text(task, name, value)?))).collect();
    let width = shown.iter().map(|(name, _)| escape(name).chars().count()).max().unwrap_or(0);
    for (name, text) in shown {
        writeln!(out, "  {DIM}{:width$}{DIM:#}  {text}", escape(name))?;
    }
    Ok(())
}

/// Writes the result of a wait in which no poll returned the task. JSON output contains the error. Human output is
/// empty, because another function writes the error to stderr.
pub(crate) fn write_unseen(out: &mut dyn Write, format: TaskFormat, id: &str, error: &WaitError) -> io::Result<()> {
    match format {
        TaskFormat::Human => Ok(()),
        TaskFormat::Json => json_object(out, id, kind(error), &error.to_string(), error.call()),
    }
}

/// Returns the reason why a wait ended, such as `DeadlineExceeded`. If a failed call ended the wait, returns the kind
/// of the error of this call.
fn kind(error: &WaitError) -> String {
    match (error.reason(), error.call()) {
        (WaitReason::Call, Some(call)) => format!("{:?}", call.kind()),
        (reason, _) => format!("{reason:?}"),
    }
}

/// Writes the error as JSON, in place of the task.
fn json_error(out: &mut dyn Write, id: &str, error: &Error) -> io::Result<()> {
    json_object(out, id, format!("{:?}", error.kind()), &error.to_string(), Some(error))
}

/// Writes an error, and the status and request ID of the call, as one line: `{"id":…,"error":{…}}`.
fn json_object(out: &mut dyn Write, id: &str, kind: String, message: &str, call: Option<&Error>) -> io::Result<()> {
    let error = json!({
        "kind": kind,
        "message": message,
        "status": call.and_then(Error::status),
        "error_code": call.and_then(Error::error_code),
        "error_msg": call.and_then(Error::error_msg),
        "request_id": call.and_then(Error::request_id),
    });
    writeln!(out, "{}", json!({ "id": id, "error": error }))
}

/// Returns the state of a task as text, such as `being processed` or `status 7`, and the style of this text.
pub(crate) fn state(task: &ImportTask) -> (Style, String) {
    let words = match (task.outcome(), task.status()) {
        (Some(outcome), _) => outcome.to_string(),
        (None, Ok(status)) => status.name().map_or_else(|| format!("status {}", status.value()), words),
        (None, Err(_)) => "unknown status".to_owned(),
    };
    let style = match task.outcome() {
        Some(Outcome::Succeeded) => GOOD,
        Some(Outcome::Failed) => BAD,
        _ => WARN,
    };
    (style, words)
}

fn ordered(fields: &Map<String, Value>) -> Vec<(&String, &Value)> {
    let properties = Contract::embedded().document().pointer("/components/schemas/ImportTask/properties");
    let properties = properties.map(|node| node.entries()).unwrap_or_default();
    let place = |name: &str| properties.iter().position(|entry| entry.key == name).unwrap_or(usize::MAX);
    let mut ordered: Vec<_> = fields.iter().collect();
    ordered.sort_by_key(|(name, _)| place(name));
    ordered
}

/// Returns the text of a field; `None` if the field is empty.
fn text(task: &ImportTask, name: &str, value: &Value) -> Option<String> {
    let plain = match value {
        Value::Null => return None,
        Value::String(text) if text.is_empty() => return None,
        Value::String(text) => escape(text).into_owned(),
        other => escape(&other.to_string()).into_owned(),
    };
    let explained = match name {
        "status" => Some(state(task).1),
        "create_date" => task.created_at().and_then(utc),
        "update_date" => task.updated_at().and_then(utc),
        // The field can contain the access code of the package. `param.to_string()` hides the access code.
        "import_param" => return task.import_param().map(|param| escape(&param.to_string()).into_owned()),
        _ => None,
    };
    Some(match explained {
        Some(explained) => format!("{plain} {DIM}({explained}){DIM:#}"),
        None => plain,
    })
}

/// Converts a name to lowercase words: `BeingProcessed` → `being processed`.
fn words(name: &str) -> String {
    name.to_snake_case().replace('_', " ")
}
