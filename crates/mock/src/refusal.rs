//! The errors with which the service or its gateway refuses a request.

use http::StatusCode;
use serde_json::json;

/// An error of the service or its gateway.
#[derive(Debug)]
pub(crate) struct Refusal {
    pub(crate) status: StatusCode,
    code: &'static str,
    pub(crate) message: String,
}

impl Refusal {
    /// Makes the error for a method and path without operation. The gateway does not distinguish the two cases.
    pub(crate) fn no_route(cause: &str) -> Self {
        let message = format!("The API does not exist or has not been published in the environment: {cause}");
        Self { status: StatusCode::NOT_FOUND, code: "APIGW.0101", message }
    }

    /// Makes the error for a missing or wrong token, or for a wrong signature.
    pub(crate) fn unauthenticated(cause: &str) -> Self {
        let message = format!("Incorrect IAM authentication information: {cause}");
        Self { status: StatusCode::UNAUTHORIZED, code: "APIGW.0301", message }
    }

    /// Makes the error for a request that violates the contract. The service documents no code; this is the gateway's.
    pub(crate) fn malformed(cause: String) -> Self {
        Self { status: StatusCode::BAD_REQUEST, code: "APIGW.0201", message: format!("Bad request: {cause}") }
    }

    /// Makes the error for an unknown workspace. The service answers with 400 in this case, not 404.
    pub(crate) fn no_workspace(cause: &str) -> Self {
        let message = format!("The workspace does not exist: {cause}");
        Self { status: StatusCode::BAD_REQUEST, code: "DataArtsInsight.24150005", message }
    }

    /// Makes the error for an unknown task.
    pub(crate) fn no_task(id: &str) -> Self {
        let message = format!("The resource does not exist: import task {}", id.escape_debug());
        Self { status: StatusCode::NOT_FOUND, code: "DataArtsInsight.24010003", message }
    }

    /// Makes the error for an operation without an example in the contract.
    pub(crate) fn no_example(operation: &str, cause: &str) -> Self {
        let message = format!("the mock cannot answer {operation}: {cause}");
        Self { status: StatusCode::INTERNAL_SERVER_ERROR, code: "APIGW.0201", message }
    }

    /// Makes the error for a status of a script that gives no body.
    pub(crate) fn scripted(status: StatusCode) -> Self {
        let code = match status {
            StatusCode::UNAUTHORIZED => "APIGW.0301",
            StatusCode::TOO_MANY_REQUESTS => "APIGW.0308",
            _ => "APIGW.0201",
        };
        Self { status, code, message: format!("Scripted failure with status {}", status.as_u16()) }
    }

    /// Returns the body of the error. Only the gateway repeats the request ID in the body.
    pub(crate) fn body(&self, request_id: &str) -> String {
        match self.code.starts_with("APIGW.") {
            true => json!({ "error_code": self.code, "error_msg": self.message, "request_id": request_id }).to_string(),
            false => json!({ "error_code": self.code, "error_msg": self.message }).to_string(),
        }
    }
}
