//! The rows for rules about requests and responses.

use crate::rule::{Example, Row, Rule};

/// A contract with one operation.
const TASKS: &str = "paths:
  /tasks: {get: {responses: {default: {description: The tasks.}}}}";

/// A contract with one operation that has the parameter `limit`.
const LIMIT: &str = "paths:
  /tasks:
    parameters: [{name: limit, in: query, schema: {type: integer}}]
    get: {responses: {default: {description: The tasks.}}}";

pub(super) static ALL: &[Row] = &[
    Row::new(
        Rule::UnknownPath,
        "The contract declares the request's path.",
        Example::message(
            "paths:
  /tasks/{id}: {get: {responses: {default: {description: A task.}}}}",
            "GET /tasks/7",
            "GET /task/7",
        ),
    ),
    Row::new(
        Rule::UnknownMethod,
        "The contract declares the request's method for the path.",
        Example::message(TASKS, "GET /tasks", "POST /tasks"),
    ),
    Row::new(
        Rule::MissingParameter,
        "The message has every parameter and header that the contract requires.",
        Example::message(
            "paths:
  /tasks:
    parameters: [{name: limit, in: query, required: true, schema: {type: integer}}]
    get: {responses: {default: {description: The tasks.}}}",
            "GET /tasks?limit=9",
            "GET /tasks",
        ),
    ),
    Row::new(
        Rule::DuplicateParameter,
        "A parameter or header that is not a list occurs once; readers disagree about which one counts.",
        Example::message(LIMIT, "GET /tasks?limit=9", "GET /tasks?limit=9&limit=8"),
    ),
    Row::new(
        Rule::UnknownParameter,
        "The query has no parameter beyond those that the contract declares.",
        Example::message(LIMIT, "GET /tasks?limit=9", "GET /tasks?limits=9"),
    ),
    Row::new(
        Rule::UnknownHeader,
        "The message has no header beyond those that the contract declares and those of HTTP itself.",
        Example::message(
            "paths:
  /tasks:
    parameters: [{name: X-Tenant, in: header, schema: {type: string}}]
    get: {responses: {default: {description: The tasks.}}}",
            "GET /tasks\nX-Tenant: acme",
            "GET /tasks\nX-Tenat: acme",
        ),
    ),
    Row::new(
        Rule::ParameterStyle,
        "A path parameter begins as its style says: `.` for label, `;name=` for matrix.",
        Example::message(
            "paths:
  /tasks/{id}:
    parameters: [{name: id, in: path, required: true, style: matrix, schema: {type: integer}}]
    get: {responses: {default: {description: A task.}}}",
            "GET /tasks/;id=7",
            "GET /tasks/7",
        ),
    ),
    Row::new(
        Rule::PercentEncoding,
        "Path and query are UTF-8, percent-encoded.",
        Example::message(
            "paths:
  /tasks:
    parameters: [{name: name, in: query, schema: {type: string}}]
    get: {responses: {default: {description: The tasks.}}}",
            "GET /tasks?name=%C3%BC",
            "GET /tasks?name=%FC",
        ),
    ),
    Row::new(
        Rule::MissingCredentials,
        "The request has one of the sets of credentials that the contract requires.",
        Example::message(
            "security: [{token: []}]
components: {securitySchemes: {token: {type: apiKey, in: header, name: X-Token}}}
paths:
  /tasks: {get: {responses: {default: {description: The tasks.}}}}",
            "GET /tasks\nX-Token: secret",
            "GET /tasks",
        ),
    ),
    Row::new(
        Rule::MissingBody,
        "The message has the body that the contract requires.",
        Example::message(
            "paths:
  /tasks:
    post:
      requestBody: {required: true, content: {application/json: {}}}
      responses: {default: {description: Created.}}",
            "POST /tasks\nContent-Type: application/json\n\n{}",
            "POST /tasks\nContent-Type: application/json",
        ),
    ),
    Row::new(
        Rule::UnexpectedBody,
        "The message has no body where the contract declares none.",
        Example::message(TASKS, "GET /tasks", "GET /tasks\nContent-Type: application/json\n\n{}"),
    ),
    Row::new(
        Rule::ContentType,
        "The body has a media type that the contract declares.",
        Example::message(
            "paths:
  /tasks:
    get: {responses: {'200': {description: The tasks., content: {application/json: {}}}}}",
            "200\nContent-Type: application/json; charset=utf-8\n\n[]",
            "200\nContent-Type: text/html\n\n<p>",
        ),
    ),
    Row::new(
        Rule::UnknownStatus,
        "The contract declares the response's status.",
        Example::message(
            "paths:
  /tasks: {get: {responses: {'200': {description: The tasks.}, 4XX: {description: No.}}}}",
            "404",
            "500",
        ),
    ),
];
