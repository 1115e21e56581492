//! Removes the bounds of numbers in a response.
//!
//! typify chooses the Rust type from the bounds:
//!
//! - For `minimum: 1`, the type is `NonZeroU64`. If the service sends `0`, the client cannot decode the response.
//! - For a maximum, the type can be small, for example `u8`. If the service sends a value above the maximum, the client
//!   cannot decode the response.

use super::Pass;

/// The pass of this file. It changes the schemas of responses.
pub const PASS: Pass = Pass::removing(&["minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"]);
