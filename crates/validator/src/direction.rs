//! The direction of a payload.

/// The direction of a payload, which decides what `readOnly` and `writeOnly` mean.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Direction {
    /// To the service.
    Request,
    /// From the service.
    Response,
    /// Unknown: `readOnly` and `writeOnly` have no effect.
    Either,
}
