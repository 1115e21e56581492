//! The errors that the mock sends for requests that the service or its gateway would refuse.

use http::StatusCode;
use serde_json::json;

/// An error response: its HTTP status, error code and message.
#[derive(Debug)]
pub(crate) struct Refusal {
    pub(crate) status: StatusCode,
    code: &'static str,
    pub(crate) message: String,
}

impl Refusal {
    /// Makes the error for a method and path that have no operation. An unknown path and an unknown method have the
    /// same code, because the gateway uses one code for them.
    pub(crate) fn no_route(cause: &str) -> Self {
        let message = format!("The API does not exist or has not been published in the environment: {cause}");
        Self { status: StatusCode::NOT_FOUND, code: "APIGW.0101", message }
    }

    /// Makes the error for a missing or wrong token, or for a wrong signature.
    pub(crate) fn unauthenticated(cause: &str) -> Self {
        let message = format!("Incorrect IAM authentication information: {cause}");
        Self { status: StatusCode::UNAUTHORIZED, code: "APIGW.0301", message }
    }

    /// Makes the error for a request that violates the contract. The error has a code of the gateway, because the
    /// service documents no code for such errors.
    pub(crate) fn malformed(cause: String) -> Self {
        Self { status: StatusCode::BAD_REQUEST, code: "APIGW.0201", message: format!("Bad request: {cause}") }
    }

    /// Makes the error for an unknown, blank or missing workspace. The status is 400 and not 404, because the service
    /// sends 400 for this error.
    pub(crate) fn no_workspace(cause: &str) -> Self {
        let message = format!("The workspace does not exist: {cause}");
        Self { status: StatusCode::BAD_REQUEST, code: "DataArtsInsight.24150005", message }
    }

    /// Makes the error for an unknown task.
    pub(crate) fn no_task(id: &str) -> Self {
        let message = format!("The resource does not exist: import task {}", id.escape_debug());
        Self { status: StatusCode::NOT_FOUND, code: "DataArtsInsight.24010003", message }
    }

    /// Makes the error for an operation whose success response has no example in the contract.
    pub(crate) fn no_example(operation: &str, cause: &str) -> Self {
        let message = format!("the mock cannot answer {operation}: {cause}");
        Self { status: StatusCode::INTERNAL_SERVER_ERROR, code: "APIGW.0201", message }
    }

    /// Makes the error for a step of a script that has an error status and no body.
    pub(crate) fn scripted(status: StatusCode) -> Self {
        let code = match status {
            StatusCode::UNAUTHORIZED => "APIGW.0301",
            StatusCode::TOO_MANY_REQUESTS => "APIGW.0308",
            _ => "APIGW.0201",
        };
        Self { status, code, message: format!("Scripted failure with status {}", status.as_u16()) }
    }

    /// Returns the JSON body of the error. Only an error of the gateway contains the request ID, because the errors of
    /// the service contain no request ID.
    pub(crate) fn body(&self, request_id: &str) -> String {
        match self.code.starts_with("APIGW.") {
            true => json!({ "error_code": self.code, "error_msg": self.message, "request_id": request_id }).to_string(),
            false => json!({ "error_code": self.code, "error_msg": self.message }).to_string(),
        }
    }
}
