//! The tasks that the mock knows, and how far each has come.

use std::collections::BTreeMap;

use bytes::Bytes;
use serde_json::Value;

use crate::{
    Error, Reply, Script, Step,
    answer::{Answer, Refusal},
    judge::Passed,
    service::Service,
};

/// A made-up moment in Unix milliseconds; each poll moves a task's `update_date` by a second.
const CREATED: u64 = 1_767_225_600_000;

/// Every task by its id.
#[derive(Debug)]
pub(crate) struct Tasks {
    by_id: BTreeMap<String, Task>,
    /// The documented task, from which scripted ones take what their script does not say.
    template: Value,
}

#[derive(Debug)]
enum Task {
    Documented(Bytes),
    Scripted { turns: Vec<Turn>, polls: usize },
}

/// A step with its names resolved.
#[derive(Debug)]
enum Turn {
    Status { status: i64, name: Option<String> },
    Reply(Reply),
}

impl Tasks {
    pub(crate) fn new(service: &Service) -> Self {
        let documented = service.documented_task().cloned().unwrap_or_else(|| Bytes::from_static(b"{}"));
        let template: Value = serde_json::from_slice(&documented).unwrap_or_default();
        let mut by_id = BTreeMap::new();
        if let Some(id) = template.get("id").and_then(Value::as_str) {
            by_id.insert(id.to_owned(), Task::Documented(documented));
        }
        Self { by_id, template }
    }

    /// Adds a scripted task or replaces one, from its first step on.
    pub(crate) fn add(&mut self, service: &Service, script: &Script) -> Result<(), Error> {
        if script.steps().is_empty() {
            return Err(Error::script(format!("the script of task `{}` has no step", script.id())));
        }
        let turn = |step: &Step| match step {
            Step::Named(name) => Ok(Turn::Status { status: service.status(name)?, name: Some(name.clone()) }),
            Step::Status(status) => Ok(Turn::Status { status: *status, name: None }),
            Step::Reply(reply) => Ok(Turn::Reply(reply.clone())),
        };
        let turns = script.steps().iter().map(turn).collect::<Result<_, Error>>()?;
        self.by_id.insert(script.id().to_owned(), Task::Scripted { turns, polls: 0 });
        Ok(())
    }

    /// Answers one poll of the task that the request names, and moves the task.
    pub(crate) fn poll(&mut self, passed: &Passed<'_>, workspace: &str, request_id: &str) -> Answer {
        let id = passed.path_parameter("task_id");
        let (turn, polls) = match self.by_id.get_mut(id) {
            None => {
                let message = format!("The resource does not exist: import task {}", id.escape_debug());
                return Refusal::not_found(message).into_answer(request_id);
            }
            Some(Task::Documented(body)) => return Answer::json(body.clone()),
            Some(Task::Scripted { turns, polls }) => {
                let turn = turns.get(*polls).or_else(|| turns.last());
                *polls += 1;
                (turn, *polls)
            }
        };
        match turn {
            Some(Turn::Reply(reply)) => Answer::reply(reply, request_id),
            Some(Turn::Status { status, name }) => {
                let place = Place { id, project: passed.path_parameter("project_id"), workspace };
                let body = render(&self.template, &place, *status, name.as_deref(), polls as u64);
                Answer::json(body.to_string())
            }
            // `add` refuses a script without steps.
            None => Answer::json(self.template.to_string()),
        }
    }
}

struct Place<'a> {
    id: &'a str,
    project: &'a str,
    workspace: &'a str,
}

/// The documented task with what differs for this one; a field that the documented task lacks is not invented.
fn render(template: &Value, place: &Place<'_>, status: i64, name: Option<&str>, polls: u64) -> Value {
    let failed = name.is_some_and(|name| name.to_lowercase().contains("fail"));
    let detail = match name {
        Some(name) => format!("{}. [Polls] {polls}", sentence(name)),
        None => format!("Status {status}. [Polls] {polls}"),
    };
    let mut task = template.clone();
    let fields: [(&str, Value); 10] = [
        ("id", place.id.into()),
        ("name", format!("import of {}", place.id).into()),
        ("project_id", place.project.into()),
        ("workspace_id", place.workspace.into()),
        ("status", status.into()),
        ("import_type", "import".into()),
        ("import_detail", detail.into()),
        ("error_msg", if failed { "The package is damaged.".into() } else { "".into() }),
        ("create_date", CREATED.into()),
        ("update_date", (CREATED + polls.saturating_mul(1000)).into()),
    ];
    for (key, value) in fields {
        if let Some(field) = task.get_mut(key) {
            *field = value;
        }
    }
    task
}

/// `BeingProcessed`, `being-processed` → `Being processed`.
fn sentence(name: &str) -> String {
    let mut words = String::new();
    for (index, character) in name.chars().enumerate() {
        match character {
            '-' | '_' => words.push(' '),
            _ if index == 0 => words.extend(character.to_uppercase()),
            _ if character.is_uppercase() => {
                words.push(' ');
                words.extend(character.to_lowercase());
            }
            _ => words.push(character),
        }
    }
    words
}
