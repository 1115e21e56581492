//! Scripted tasks: the answer to each poll.

use std::{str::FromStr, time::Duration};

use http::StatusCode;

/// A task that moves by one [`ScriptStep`] with each poll and stays at the last one.
///
/// Its text form is `ID=STEP,STEP,…`. A step is the name of a status in the contract (case and dashes are ignored), the
/// number of any status, or `http:` and the HTTP status of an error.
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
    /// The task, in the status with this name in the contract, such as `BeingProcessed`.
    Named(String),
    /// The task, in this status, documented or not.
    Status(i64),
    /// Another answer: a fault, or a custom body.
    Reply(Reply),
}

impl Script {
    /// Makes a script without steps; a mock requires at least one.
    #[must_use]
    pub fn new(id: impl Into<String>) -> Self {
        Self { id: id.into(), steps: Vec::new() }
    }

    /// Makes a script of five polls: to be processed, three times being processed, then the named end.
    #[must_use]
    pub fn ending(id: impl Into<String>, end: impl Into<String>) -> Self {
        Self::new(id).named("ToBeProcessed").named("BeingProcessed").repeated(3).named(end)
    }

    /// Adds a poll that returns the task in the status with this name in the contract.
    #[must_use]
    pub fn named(self, name: impl Into<String>) -> Self {
        self.step(ScriptStep::Named(name.into()))
    }

    /// Adds a poll that returns the task in this status, documented or not.
    #[must_use]
    pub fn status(self, status: i64) -> Self {
        self.step(ScriptStep::Status(status))
    }

    /// Adds a poll with another answer.
    #[must_use]
    pub fn reply(self, reply: Reply) -> Self {
        self.step(ScriptStep::Reply(reply))
    }

    /// Adds a poll.
    #[must_use]
    pub fn step(mut self, step: ScriptStep) -> Self {
        self.steps.push(step);
        self
    }

    /// Repeats the last step, so that it occurs `times` times.
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

    /// Returns the steps, in order.
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

/// A custom answer: a fault of the service, of a gateway or of the network.
#[derive(Debug, Clone)]
pub struct Reply {
    pub(crate) status: StatusCode,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Option<Vec<u8>>,
    pub(crate) delay: Duration,
    pub(crate) truncated: bool,
}

impl Reply {
    /// Makes an answer with this status. Without a [`body`](Self::body), an error has one in the service's shape.
    ///
    /// # Panics
    /// If the status is not within 100 to 999.
    #[must_use]
    pub fn status(status: u16) -> Self {
        #[expect(clippy::expect_used, reason = "a literal of a test; documented")]
        let status = StatusCode::from_u16(status).expect("a status of three digits");
        Self { status, headers: Vec::new(), body: None, delay: Duration::ZERO, truncated: false }
    }

    /// Sets the body. Unless it is JSON, set its `Content-Type` with [`header`](Self::header).
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

    /// Adds `Retry-After` in seconds.
    #[must_use]
    pub fn retry_after(self, seconds: u64) -> Self {
        self.header("Retry-After", seconds.to_string())
    }

    /// Delays the answer, by tokio's time, which tests can pause.
    #[must_use]
    pub fn delay(self, delay: Duration) -> Self {
        Self { delay, ..self }
    }

    /// Ends the connection in the middle of the body, although `Content-Length` declares all of it.
    #[must_use]
    pub fn truncated(self) -> Self {
        Self { truncated: true, ..self }
    }
}
