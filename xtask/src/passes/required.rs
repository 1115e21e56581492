//! Makes every property of a response optional.
//!
//! One absent field would fail the whole response. The wrapper checks the fields that it needs.

use super::Pass;

/// The pass of this module.
pub const PASS: Pass = Pass::removing(&["required"]);
