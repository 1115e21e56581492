//! The direction of a payload.

/// The direction of a payload: a request is sent to the service, and a response is sent by the service. A request must
/// not contain `readOnly` properties. A response must not contain `writeOnly` properties.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Direction {
    /// The payload is sent to the service.
    Request,
    /// The payload is sent by the service.
    Response,
    /// The direction is unknown. `readOnly` and `writeOnly` have no effect.
    Either,
}
