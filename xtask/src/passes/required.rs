//! Makes every property of a response optional.
//!
//! Without this pass, one absent field would fail the whole response. The wrapper checks the fields that the wrapper
//! needs.

use super::Pass;

/// The relaxation pass of this file.
pub const PASS: Pass = Pass::removing(&["required"]);
