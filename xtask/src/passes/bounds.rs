//! Removes the bounds of numbers in a response.
//!
//! For `minimum: 1`, typify generates a `NonZeroU64`: a `0` would fail the whole response. For a maximum, typify can
//! choose a type that is too small for a value above the maximum.

use super::Pass;

/// The relaxation pass of this file.
pub const PASS: Pass = Pass::removing(&["minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"]);
