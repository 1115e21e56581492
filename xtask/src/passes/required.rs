//! Makes every property of a response optional.
//!
//! Otherwise one absent field would fail the whole response. The wrapper checks the fields that the wrapper needs.

use super::Pass;

/// The pass of this module.
pub const PASS: Pass = Pass::removing(&["required"]);
