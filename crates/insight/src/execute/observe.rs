//! The `tracing` spans of calls and attempts. The fields have the names that OpenTelemetry defines for HTTP. No field
//! contains a secret.

use reqwest::Request;
use tokio::time::Instant;
use tracing::{Span, field::Empty};

use super::Call;
use crate::{
    error::Error,
    response::{self, RawResponse},
};

/// Returns the span of a call. The spans of the attempts are inside this span.
pub(super) fn call<T>(call: &Call<'_, T>) -> Span {
    tracing::debug_span!("call", operation = call.operation)
}

/// Returns the span of an attempt. [`record`] adds the result.
pub(super) fn attempt(request: &Request, attempt: u32) -> Span {
    let span = tracing::debug_span!(
        "attempt",
        otel.kind = "client",
        http.request.method = request.method().as_str(),
        server.address = request.url().host_str(),
        server.port = request.url().port_or_known_default(),
        url.full = request.url().as_str(),
        http.request.resend_count = Empty,
        http.response.status_code = Empty,
        "error.type" = Empty,
        request_id = Empty,
    );
    if attempt > 1 {
        span.record("http.request.resend_count", attempt - 1);
    }
    span
}

/// Records the result of an attempt in its span, and logs the end of the attempt. Does nothing if no subscriber reads
/// the span or the log, because the work would be wasted.
pub(super) fn record(span: &Span, begun: Instant, result: &Result<RawResponse, Error>) {
    if span.is_disabled() && !tracing::enabled!(tracing::Level::DEBUG) {
        return;
    }
    let latency_ms = u64::try_from(begun.elapsed().as_millis()).unwrap_or(u64::MAX);
    match result {
        Ok(response) => {
            let request_id = response::request_id(&response.headers, &response.secrets);
            let status = response.status.as_u16();
            span.record("http.response.status_code", status);
            span.record("request_id", request_id.as_deref());
            if !response.status.is_success() {
                span.record("error.type", response.status.as_str());
            }
            tracing::debug!(parent: span, http.response.status_code = status, request_id, latency_ms, "answered");
        }
        Err(error) => {
            let kind = format!("{:?}", error.kind());
            span.record("error.type", kind.as_str());
            tracing::debug!(parent: span, kind, latency_ms, "failed");
        }
    }
}
