//! What a scripted task answers, poll by poll.

use std::{fmt, str::FromStr, time::Duration};

use http::StatusCode;

/// A task that moves one [`Step`] further each time it is asked for; the last step stays.
///
/// Written as text, `ID=STEP,STEP,…`: a step is the name of a status in the contract (in any case, with or without
/// dashes), the number of one, whether documented or not, or `http:` and the status of an answer that is no task.
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
    id: String,
    steps: Vec<Step>,
}

/// One answer of a [`Script`].
#[derive(Debug, Clone)]
#[non_exhaustive]
pub enum Step {
    /// The task, in the status that the contract gives this name (`BeingProcessed`).
    Named(String),
    /// The task, in this status, whether or not the contract knows it.
    Status(i64),
    /// Anything else: a fault, or a body of the test's own.
    Reply(Reply),
}

impl Script {
    /// A task without steps; it needs at least one before a mock takes it.
    #[must_use]
    pub fn new(id: impl Into<String>) -> Self {
        Self { id: id.into(), steps: Vec::new() }
    }

    /// The usual life in five polls: to be processed, being processed three times, then the named end.
    #[must_use]
    pub fn ending(id: impl Into<String>, end: impl Into<String>) -> Self {
        Self::new(id).named("ToBeProcessed").named("BeingProcessed").repeated(3).named(end)
    }

    /// Adds a poll that finds the task in the status with this name in the contract.
    #[must_use]
    pub fn named(self, name: impl Into<String>) -> Self {
        self.step(Step::Named(name.into()))
    }

    /// Adds a poll that finds the task in this status, whether or not the contract knows it.
    #[must_use]
    pub fn status(self, status: i64) -> Self {
        self.step(Step::Status(status))
    }

    /// Adds a poll that is answered otherwise.
    #[must_use]
    pub fn reply(self, reply: Reply) -> Self {
        self.step(Step::Reply(reply))
    }

    /// Adds a poll.
    #[must_use]
    pub fn step(mut self, step: Step) -> Self {
        self.steps.push(step);
        self
    }

    /// Makes the last step last for `times` polls.
    #[must_use]
    pub fn repeated(mut self, times: usize) -> Self {
        if let Some(last) = self.steps.pop() {
            self.steps.extend(std::iter::repeat_n(last, times));
        }
        self
    }

    /// The task's id.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.id
    }

    /// Its answers, in order.
    #[must_use]
    pub fn steps(&self) -> &[Step] {
        &self.steps
    }
}

impl FromStr for Script {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (id, steps) = text.split_once('=').ok_or("expected ID=STEP,STEP,…, such as task-1=0,4,4,1")?;
        if id.is_empty() {
            return Err("the task's id is empty".to_owned());
        }
        let steps = steps.split(',').map(|step| step.trim().parse()).collect::<Result<_, _>>()?;
        Ok(Self { id: id.to_owned(), steps })
    }
}

impl FromStr for Step {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        if let Some(status) = text.strip_prefix("http:") {
            let status = status.parse().ok().filter(|status| (200..=599).contains(status));
            return status
                .map(|status| Self::Reply(Reply::status(status)))
                .ok_or_else(|| format!("`{text}` names no HTTP status: expected http: and a number from 200 to 599"));
        }
        if text.is_empty() {
            return Err("a step is empty".to_owned());
        }
        Ok(text.parse().map_or_else(|_| Self::Named(text.to_owned()), Self::Status))
    }
}

impl fmt::Display for Step {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Named(name) => f.write_str(name),
            Self::Status(status) => write!(f, "{status}"),
            Self::Reply(reply) => write!(f, "http:{}", reply.status.as_u16()),
        }
    }
}

/// An answer that a test makes up: a fault of the service, of a gateway, or of the network.
#[derive(Debug, Clone)]
pub struct Reply {
    pub(crate) status: StatusCode,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Option<Vec<u8>>,
    pub(crate) delay: Duration,
    pub(crate) truncated: bool,
}

impl Reply {
    /// An answer with this status, and an error in the service's shape unless [`body`](Self::body) says otherwise.
    ///
    /// # Panics
    /// When the status is not within 100 to 999, which is a mistake in the test.
    #[must_use]
    pub fn status(status: u16) -> Self {
        #[expect(clippy::expect_used, reason = "a test's own literal; documented")]
        let status = StatusCode::from_u16(status).expect("a status of three digits");
        Self { status, headers: Vec::new(), body: None, delay: Duration::ZERO, truncated: false }
    }

    /// The body, as it is; say its `Content-Type` with [`header`](Self::header) unless it is JSON.
    #[must_use]
    pub fn body(mut self, body: impl Into<Vec<u8>>) -> Self {
        self.body = Some(body.into());
        self
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

    /// Waits before answering; the time is tokio's, so a test may pause it.
    #[must_use]
    pub fn delay(mut self, delay: Duration) -> Self {
        self.delay = delay;
        self
    }

    /// Ends the connection in the middle of the body, after `Content-Length` promised the whole.
    #[must_use]
    pub fn truncated(mut self) -> Self {
        self.truncated = true;
        self
    }
}
