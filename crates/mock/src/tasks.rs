//! The scripted tasks of a mock, and the answer to each poll.

use std::collections::BTreeMap;

use heck::ToSnakeCase as _;
use serde_json::Value;

use crate::{
    Error, ErrorKind, Script, ScriptStep,
    answer::Answer,
    checks::CheckedRequest,
    refusal::Refusal,
    service::{Service, TaskOperation},
};

/// The creation time of each scripted task, in Unix milliseconds. Each poll adds one second to `update_date`.
const CREATED: u64 = 1_767_225_600_000;

/// The scripted tasks of a mock. The key is the ID of the task.
#[derive(Debug, Default)]
pub(crate) struct Tasks(BTreeMap<String, ScriptedTask>);

#[derive(Debug)]
struct ScriptedTask {
    steps: Vec<ScriptStep>,
    polls: usize,
}

impl Tasks {
    /// Adds a scripted task. If a task with the same ID exists, the new task replaces the old task.
    pub(crate) fn add(&mut self, service: &Service, script: Script) -> Result<(), Error> {
        let Script { id, steps } = script;
        if steps.is_empty() {
            return Err(Error::new(ErrorKind::Script, format!("the script of task `{id}` has no step")));
        }
        let Some(tasks) = &service.tasks else {
            return Err(Error::new(
                ErrorKind::Script,
                format!("the contract has no operation that returns the task `{id}`"),
            ));
        };
        for step in &steps {
            if let ScriptStep::Named(name) = step {
                tasks.status(name)?;
            }
        }
        self.0.insert(id, ScriptedTask { steps, polls: 0 });
        Ok(())
    }

    /// Answers a request for a task. Each request for a scripted task gets the next step of the script.
    pub(crate) fn poll(&mut self, tasks: &TaskOperation, request: &CheckedRequest<'_>, request_id: &str) -> Answer {
        let parameter = request.path_parameters.iter().find(|(name, _)| *name == tasks.id_parameter);
        let id = parameter.map_or("", |(_, value)| value);
        let Some(task) = self.0.get_mut(id) else {
            return match tasks.documented_id() {
                Some(documented) if documented == id => Answer::json(tasks.example.clone()),
                _ => Answer::refusal(Refusal::no_task(id), request_id),
            };
        };
        let step = task.steps.get(task.polls).or_else(|| task.steps.last());
        task.polls += 1;
        let (status, name) = match step {
            Some(ScriptStep::Reply(reply)) => return Answer::reply(reply.clone(), request_id),
            Some(ScriptStep::Status(status)) => (*status, None),
            // The default `0` is never used: `add` has checked that the script has a step, and that each name exists.
            Some(ScriptStep::Named(name)) => (tasks.status(name).unwrap_or_default(), Some(name.as_str())),
            None => (0, None),
        };
        Answer::json(render(tasks, request, id, status, name, task.polls as u64))
    }
}

/// Returns a scripted task as JSON. The JSON is a copy of the contract's example of a task. The copy has the ID and the
/// status of the scripted task. Fields that the example does not have are not added.
fn render(
    tasks: &TaskOperation,
    request: &CheckedRequest<'_>,
    id: &str,
    status: i64,
    name: Option<&str>,
    polls: u64,
) -> String {
    let failed = name.is_some_and(|name| name.to_lowercase().contains("fail"));
    let detail = match name {
        Some(name) => format!("{}. [Polls] {polls}", words(name)),
        None => format!("Status {status}. [Polls] {polls}"),
    };
    let parameters = request.path_parameters.iter().map(|(name, value)| (*name, Value::from(value.as_str())));
    let fields: [(&str, Value); 9] = [
        ("id", id.into()),
        ("name", format!("import of {id}").into()),
        ("workspace_id", request.workspace.into()),
        (&tasks.status_property, status.into()),
        ("import_type", "import".into()),
        ("import_detail", detail.into()),
        ("error_msg", if failed { "The package is damaged.".into() } else { "".into() }),
        ("create_date", CREATED.into()),
        ("update_date", (CREATED + polls.saturating_mul(1000)).into()),
    ];
    let mut task = tasks.documented.clone();
    for (key, value) in parameters.chain(fields) {
        if let Some(field) = task.get_mut(key) {
            *field = value;
        }
    }
    task.to_string()
}

/// Writes a name as words: both `BeingProcessed` and `being-processed` become `Being processed`.
fn words(name: &str) -> String {
    let words = name.to_snake_case().replace('_', " ");
    let mut characters = words.chars();
    characters.next().into_iter().flat_map(char::to_uppercase).chain(characters).collect()
}
