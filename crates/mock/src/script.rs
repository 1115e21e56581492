//! Scripts: tasks with a prepared answer for each poll.

use std::{str::FromStr, time::Duration};

use http::StatusCode;

/// A task with a prepared answer for each poll. The first poll gets the first [`ScriptStep`], the second poll gets the
/// second. After the last step, every poll gets the last step again.
///
/// A script can be written as the text `ID=STEP,STEP,…`. A step is one of:
///
/// - The name of a status in the contract, such as `BeingProcessed` or `being-processed`. Letter case, dashes and
///   underscores are ignored.
/// - The number of a status, such as `4`. The contract does not have to contain the number.
/// - `http:` and an HTTP status, such as `http:503`.
///
/// ```
/// use dataarts_insight_mock::Script;
///
/// let script: Script = "task-1=to-be-processed,http:503,4,4,partially-succeeded".parse()?;
/// assert_eq!((script.id(), script.steps().len()), ("task-1", 5));
/// # Ok::<(), String>(())
/// ```
#[derive(Debug, Clone)]
pub struct Script {
    pub(crate) id: String,
    pub(crate) steps: Vec<ScriptStep>,
}

/// The answer of a [`Script`] to one poll.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub enum ScriptStep {
    /// The task in the status with this name, such as `BeingProcessed`. The contract must contain the name.
    Named(String),
    /// The task in the status with this number. The contract does not have to contain the number.
    Status(i64),
    /// An answer that is not the task: a fault or a custom body.
    Reply(Reply),
}

impl Script {
    /// Makes a script without steps. A mock refuses a script until a step is added.
    #[must_use]
    pub fn new(id: impl Into<String>) -> Self {
        Self { id: id.into(), steps: Vec::new() }
    }

    /// Makes a script of five polls: `ToBeProcessed`, three times `BeingProcessed`, and the status with the name `end`.
    #[must_use]
    pub fn ending(id: impl Into<String>, end: impl Into<String>) -> Self {
        Self::new(id).named("ToBeProcessed").named("BeingProcessed").repeated(3).named(end)
    }

    /// Adds a step: the task in the status with this name. The contract must contain the name.
    #[must_use]
    pub fn named(self, name: impl Into<String>) -> Self {
        self.step(ScriptStep::Named(name.into()))
    }

    /// Adds a step: the task in the status with this number. The contract does not have to contain the number.
    #[must_use]
    pub fn status(self, status: i64) -> Self {
        self.step(ScriptStep::Status(status))
    }

    /// Adds a step: a fault or a custom answer.
    #[must_use]
    pub fn reply(self, reply: Reply) -> Self {
        self.step(ScriptStep::Reply(reply))
    }

    /// Adds a step.
    #[must_use]
    pub fn step(mut self, step: ScriptStep) -> Self {
        self.steps.push(step);
        self
    }

    /// Repeats the last step. After `repeated(3)`, the script contains the step three times.
    #[must_use]
    pub fn repeated(mut self, times: usize) -> Self {
        if let Some(last) = self.steps.pop() {
            self.steps.extend(std::iter::repeat_n(last, times));
        }
        self
    }

    /// Returns the ID of the task.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.id
    }

    /// Returns the steps in the order of the polls.
    #[must_use]
    pub fn steps(&self) -> &[ScriptStep] {
        &self.steps
    }
}

impl FromStr for Script {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (id, steps) = text.split_once('=').ok_or("expected ID=STEP,STEP,…, such as task-1=0,4,4,1")?;
        if id.is_empty() {
            return Err("the ID of the task is empty".to_owned());
        }
        let steps = steps.split(',').map(|step| step.trim().parse()).collect::<Result<_, _>>()?;
        Ok(Self { id: id.to_owned(), steps })
    }
}

impl FromStr for ScriptStep {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        if let Some(status) = text.strip_prefix("http:") {
            let status = status.parse().ok().filter(|status| (200..=599).contains(status));
            return status
                .map(|status| Self::Reply(Reply::status(status)))
                .ok_or_else(|| format!("`{text}` is not an HTTP status: expected http: and a number from 200 to 599"));
        }
        if text.is_empty() {
            return Err("a step is empty".to_owned());
        }
        Ok(text.parse().map_or_else(|_| Self::Named(text.to_owned()), Self::Status))
    }
}

/// A custom answer of the mock, such as a fault of the service, of a gateway or of the network.
#[derive(Debug, Clone)]
pub struct Reply {
    pub(crate) status: StatusCode,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Option<Vec<u8>>,
    pub(crate) delay: Duration,
    pub(crate) truncated: bool,
}

impl Reply {
    /// Makes an answer with this HTTP status. If the status is not 2xx and no [`body`](Self::body) is set, the body is
    /// a JSON error in the format of the gateway.
    ///
    /// # Panics
    /// If the status is less than 100 or greater than 999.
    #[must_use]
    pub fn status(status: u16) -> Self {
        #[expect(clippy::expect_used, reason = "a literal of a test; documented")]
        let status = StatusCode::from_u16(status).expect("a status of three digits");
        Self { status, headers: Vec::new(), body: None, delay: Duration::ZERO, truncated: false }
    }

    /// Sets the body. For a body that is not JSON, set `Content-Type` with [`header`](Self::header).
    #[must_use]
    pub fn body(self, body: impl Into<Vec<u8>>) -> Self {
        Self { body: Some(body.into()), ..self }
    }

    /// Adds a header.
    #[must_use]
    pub fn header(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.headers.push((name.into(), value.into()));
        self
    }

    /// Adds the header `Retry-After` with a number of seconds.
    #[must_use]
    pub fn retry_after(self, seconds: u64) -> Self {
        self.header("Retry-After", seconds.to_string())
    }

    /// Sends the answer after this time. The delay uses the clock of tokio, so that a test can pause the clock.
    #[must_use]
    pub fn delay(self, delay: Duration) -> Self {
        Self { delay, ..self }
    }

    /// Closes the connection after half of the body. `Content-Length` contains the length of the whole body.
    #[must_use]
    pub fn truncated(self) -> Self {
        Self { truncated: true, ..self }
    }
}
