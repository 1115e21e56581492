//! Checks responses.

use super::{Check, CompiledOperation, error};
use crate::{
    Expected, Found, Part, Rule,
    exchange::message::{Payload, ResponseParts},
};

impl Check<'_> {
    /// Checks the status of a response, its declared headers and its body.
    pub(in crate::exchange) fn response(&mut self, operation: &CompiledOperation, response: &ResponseParts<'_>) {
        let status = response.start.status;
        let declared = operation.operation.declared_status(status);
        // If a status is declared twice, the last declaration is used.
        let declared = operation.responses.iter().rev().find(|response| Some(response.status.as_str()) == declared);
        let Some(declared) = declared else {
            let expected = Expected::Status(operation.operation.statuses.clone());
            let finding = error(Rule::UnknownStatus, expected, Found::Status(status));
            return self.report(Part::Status, &operation.span, finding);
        };
        self.headers(&declared.headers, &response.headers);
        let names: Vec<&str> = declared.headers.iter().map(|header| header.name.as_str()).collect();
        self.unknown_headers(&names, &operation.span, &response.headers);

        let content = &declared.content;
        let media_type = response.content_type();
        let may_lack_body = operation.operation.method == "HEAD" || matches!(status, 100..200 | 204 | 205 | 304);
        match response.payload {
            Payload::None if content.is_empty() || may_lack_body => {}
            Payload::None => self.empty_body(content, media_type.as_deref()),
            Payload::Bytes(bytes) if content.is_empty() => self.unexpected_body(&content.span, bytes),
            Payload::Unknown if content.is_empty() => {}
            payload => self.body(content, media_type.as_deref(), payload),
        }
    }
}
