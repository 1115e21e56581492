//! The form of a rule: a kind of change, with its verdict for each direction.

use std::fmt;

use serde::Serialize;

/// What a change means for the clients that were written for the old contract.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Verdict {
    /// Nothing that is sent changes: documentation, names that only generated code has.
    None,
    /// Every client works as before.
    Safe,
    /// Clients that are strict, or that rely on what was there, can fail.
    Risky,
    /// Correct clients fail.
    Breaking,
}

impl Verdict {
    /// Every verdict, the worst first.
    pub const ALL: [Self; 4] = [Self::Breaking, Self::Risky, Self::Safe, Self::None];

    /// Returns the word for it in every output.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Safe => "safe",
            Self::Risky => "risky",
            Self::Breaking => "breaking",
        }
    }
}

impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// The direction of the messages that a change is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Direction {
    /// The client sends them.
    Request,
    /// The client receives them.
    Response,
    /// The client does both.
    Both,
    /// No message: a component that no operation uses, or documentation.
    Neither,
}

impl Direction {
    /// Returns the word for it in every output.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Request => "request",
            Self::Response => "response",
            Self::Both => "both",
            Self::Neither => "neither",
        }
    }

    /// Returns the direction of both.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        match (self, other) {
            (Self::Neither, other) | (other, Self::Neither) => other,
            (one, other) if one == other => one,
            _ => Self::Both,
        }
    }
}

/// How a change gets its verdict.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Basis {
    /// It changes which values a schema accepts: a proof or a payload decides, the rule is the answer without either.
    Values,
    /// It changes what a message means, or which messages there are: the rule decides.
    Meaning,
}

/// A kind of change.
#[derive(Debug)]
pub struct Rule {
    /// The stable id in kebab-case.
    pub id: &'static str,
    /// The change, in one sentence.
    pub summary: &'static str,
    /// What it means for a client.
    pub meaning: &'static str,
    /// Its verdict where the client sends the message.
    pub request: Verdict,
    /// Its verdict where the client receives the message.
    pub response: Verdict,
    /// How a change gets its verdict.
    pub basis: Basis,
    /// The rule of the opposite change.
    pub mirror: &'static str,
    /// The keys of OpenAPI that it is about, as `Schema.maxLength`.
    pub keys: &'static [&'static str],
    /// Two contracts that differ in this.
    pub example: Example,
}

impl Rule {
    /// Returns the verdict of the rule for a direction.
    #[must_use]
    pub fn verdict(&self, direction: Direction) -> Verdict {
        match direction {
            Direction::Request => self.request,
            Direction::Response => self.response,
            Direction::Both => self.request.max(self.response),
            Direction::Neither => Verdict::None,
        }
    }
}

/// Parts of two contracts, before and after a change.
#[derive(Debug, Clone, Copy)]
pub enum Example {
    /// A schema, of a request body or of a response body.
    Schema(&'static str, &'static str),
    /// The parameters of an operation.
    Parameters(&'static str, &'static str),
    /// The headers of a response.
    Headers(&'static str, &'static str),
    /// The responses of an operation.
    Responses(&'static str, &'static str),
    /// An operation, without its id.
    Operation(&'static str, &'static str),
    /// The paths.
    Paths(&'static str, &'static str),
    /// A whole contract, without its version of OpenAPI.
    Contract(&'static str, &'static str),
}

impl Example {
    /// Returns the part before and after the change.
    #[must_use]
    pub const fn parts(self) -> (&'static str, &'static str) {
        match self {
            Self::Schema(before, after)
            | Self::Parameters(before, after)
            | Self::Headers(before, after)
            | Self::Responses(before, after)
            | Self::Operation(before, after)
            | Self::Paths(before, after)
            | Self::Contract(before, after) => (before, after),
        }
    }

    /// Returns the direction of the messages that the part belongs to; both for a schema.
    #[must_use]
    pub const fn direction(self) -> Direction {
        match self {
            Self::Schema(..) => Direction::Both,
            Self::Headers(..) | Self::Responses(..) => Direction::Response,
            Self::Parameters(..) | Self::Operation(..) | Self::Paths(..) | Self::Contract(..) => Direction::Request,
        }
    }

    /// Returns the two contracts. A schema is that of a request body, or of a response body.
    #[must_use]
    pub fn contracts(self, direction: Direction) -> (String, String) {
        let (before, after) = self.parts();
        (self.contract(before, direction), self.contract(after, direction))
    }

    fn contract(self, part: &str, direction: Direction) -> String {
        let head = "openapi: 3.0.3\n";
        let info = "info: {title: Pets, version: '1'}\n";
        let operation = |operation: &str| format!("{head}{info}paths: {{/pets: {{post: {operation}}}}}\n");
        let fine = "responses: {'200': {description: Done.}}";
        match self {
            Self::Schema(..) if direction == Direction::Response => operation(&format!(
                "{{operationId: add_pet, responses: {{'200': {{description: Done., content: {{application/json: \
                 {{schema: {part}}}}}}}}}}}"
            )),
            Self::Schema(..) => operation(&format!(
                "{{operationId: add_pet, requestBody: {{content: {{application/json: {{schema: {part}}}}}}}, {fine}}}"
            )),
            Self::Parameters(..) => operation(&format!("{{operationId: add_pet, parameters: {part}, {fine}}}")),
            Self::Headers(..) => operation(&format!(
                "{{operationId: add_pet, responses: {{'200': {{description: Done., headers: {part}}}}}}}"
            )),
            Self::Responses(..) => operation(&format!("{{operationId: add_pet, responses: {part}}}")),
            Self::Operation(..) => operation(&format!("{{operationId: add_pet, {part}}}")),
            Self::Paths(..) => format!("{head}{info}paths: {part}\n"),
            Self::Contract(..) => format!("{head}{part}"),
        }
    }
}
