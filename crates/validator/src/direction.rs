//! The direction of a payload.

/// Which way a payload goes; it gives `readOnly` and `writeOnly` their meaning.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Direction {
    /// To the service.
    Request,
    /// From the service.
    Response,
    /// Not known: neither keyword means anything.
    Either,
}
