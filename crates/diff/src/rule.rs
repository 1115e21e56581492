//! The types of rules and verdicts. A rule is a kind of change, such as "a property is added".

use std::fmt;

use serde::Serialize;

use crate::semver::Step;

/// The effect of a change on clients of the old contract.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Verdict {
    /// Messages do not change. Only documentation or names in generated code change.
    None,
    /// All clients work as before.
    Safe,
    /// Some clients can fail, for example a client that refuses unknown values, or a client that needs a removed value.
    Risky,
    /// Clients that follow the old contract correctly can fail.
    Breaking,
}

impl Verdict {
    /// All verdicts, the worst first.
    pub const ALL: [Self; 4] = [Self::Breaking, Self::Risky, Self::Safe, Self::None];

    /// Returns the name of the verdict in every output: `breaking`, `risky`, `safe` or `none`.
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

/// The direction of the messages that a change affects.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Direction {
    /// Messages that the client sends.
    Request,
    /// Messages that the client receives.
    Response,
    /// Messages that the client sends and messages that the client receives.
    Both,
    /// No messages. Examples: changes of documentation, and changes of a component that no operation uses.
    Neither,
}

impl Direction {
    /// Returns the name of the direction in every output.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Request => "request",
            Self::Response => "response",
            Self::Both => "both",
            Self::Neither => "neither",
        }
    }

    /// Joins two directions: `Request` and `Response` become `Both`.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        match (self, other) {
            (Self::Neither, other) | (other, Self::Neither) => other,
            (one, other) if one == other => one,
            _ => Self::Both,
        }
    }
}

/// How the verdict of a change is decided. Each rule has a default verdict for requests and for responses.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Basis {
    /// The change affects which values a schema accepts. If it is proved that all valid messages stay valid, the
    /// verdict is at most `Safe`. Otherwise, the verdict is at least `Risky`.
    Values,
    /// The change affects the meaning of a message, or adds or removes messages. The default verdict of the rule
    /// applies, with two exceptions:
    ///
    /// - If it is proved that all valid messages stay valid, `Breaking` becomes `Risky`.
    /// - If the comparison finds a request that is no longer valid, `Risky` becomes `Breaking`.
    Meaning,
}

/// A kind of change.
#[derive(Debug)]
pub struct Rule {
    /// The stable id in kebab-case, such as `enum-value-added`.
    pub id: &'static str,
    /// A description of the change, in one sentence.
    pub summary: &'static str,
    /// The effect of the change on a client, in one sentence.
    pub meaning: &'static str,
    /// The verdict for messages that the client sends.
    pub request: Verdict,
    /// The verdict for messages that the client receives.
    pub response: Verdict,
    /// How the verdict of a change with this rule is decided.
    pub basis: Basis,
    /// The part of the version of a generated client that must increase: for a change of requests, and for a change of
    /// responses.
    pub client: (Step, Step),
    /// `true` if callers notice the change of the generated client only when they call it. The types of the client do
    /// not change, because a builder checks at run time whether all required values are set.
    pub is_seen_at_call: bool,
    /// The id of the rule for the opposite change. For example, `property-added` has the mirror `property-removed`.
    pub mirror: &'static str,
    /// The OpenAPI keys that the rule compares, such as `Schema.maxLength`.
    pub keys: &'static [&'static str],
    /// An example of the change: a part of a contract before and after the change.
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

/// An example of a change: the text of a part of a contract before and after the change.
#[derive(Debug, Clone, Copy)]
pub enum Example {
    /// A schema, as the body of a request or of a response.
    Schema(&'static str, &'static str),
    /// The parameters of an operation.
    Parameters(&'static str, &'static str),
    /// The headers of a response.
    Headers(&'static str, &'static str),
    /// The responses of an operation.
    Responses(&'static str, &'static str),
    /// All keys of an operation except `operationId`.
    Operation(&'static str, &'static str),
    /// The value of the key `paths`.
    Paths(&'static str, &'static str),
    /// All keys of a contract except `openapi`.
    Contract(&'static str, &'static str),
}

impl Example {
    /// Returns two texts: this part of the contract before the change, and the same part after the change.
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

    /// Returns `Both` for a schema, `Response` for headers and responses, and `Request` for all other examples.
    #[must_use]
    pub const fn direction(self) -> Direction {
        match self {
            Self::Schema(..) => Direction::Both,
            Self::Headers(..) | Self::Responses(..) => Direction::Response,
            Self::Parameters(..) | Self::Operation(..) | Self::Paths(..) | Self::Contract(..) => Direction::Request,
        }
    }

    /// Returns two complete contracts: the contract before the change and the contract after the change. An example
    /// schema becomes the schema of the response body if `direction` is `Response`, and otherwise of the request body.
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
