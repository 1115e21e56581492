//! Removes the bounds of numbers in a response.
//!
//! `minimum: 1` makes a `NonZeroU64`, so that a `0` fails the whole response; a maximum can choose a narrower type.

use super::Pass;

/// The pass of this module.
pub const PASS: Pass = Pass::removing(&["minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"]);
